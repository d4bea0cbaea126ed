using System;
using System.Linq;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Tepui.Protocol.Schemas;

namespace Tepui.Protocol.Tests.Schemas;

public class DescriptorSetTests
{
    [Fact]
    public void Every_generated_class_has_its_descriptor_in_the_embedded_set()
    {
        var classes = typeof(Mesos.V1.TaskInfo).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && typeof(IMessage).IsAssignableFrom(type))
            .ToList();

        classes.Count.ShouldBeGreaterThan(300);
        foreach (var type in classes)
        {
            var generated = ((IMessage)Activator.CreateInstance(type)!).Descriptor;
            var name = DescriptorSet.NameOf(type);
            name.ShouldBe($".{generated.FullName}");
            DescriptorSet.Message(name).Field.Select(WithoutJsonName).ShouldBe(generated.ToProto().Field.Select(WithoutJsonName));
            SchemaFacts(MessageSchema.Of(type)).ShouldBe(GeneratedFacts(generated));
        }
    }

    /// <summary>Some versions of protoc write it down and some leave it to be made of the name; nothing here reads it.</summary>
    private static FieldDescriptorProto WithoutJsonName(FieldDescriptorProto field)
    {
        var copy = field.Clone();
        copy.ClearJsonName();
        return copy;
    }

    private static string[] SchemaFacts(MessageSchema message) =>
        [.. message.Fields.Select(field =>
            $"{field.Name} {field.Number} {field.Kind} {field.IsRequired} {field.IsRepeated} {field.IsMap} {field.OneofIndex} {field.Enum?.First}")];

    private static string[] GeneratedFacts(MessageDescriptor message) =>
        [.. message.Fields.InDeclarationOrder().Select(field =>
            $"{field.Name} {field.FieldNumber} {field.FieldType} {field.IsRequired} {field.IsRepeated && !field.IsMap} {field.IsMap} "
            + $"{field.RealContainingOneof?.Index ?? -1} {(field.FieldType == FieldType.Enum ? field.EnumType.Values[0].Number : null)}")];

    [Fact]
    public void A_class_of_another_assembly_is_refused() =>
        Should.Throw<ArgumentException>(() => DescriptorSet.NameOf(typeof(Google.Protobuf.WellKnownTypes.Any)));
}
