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
            var embedded = DescriptorSet.Of(type);
            embedded.FullName.ShouldBe(generated.FullName);
            Facts(embedded).ShouldBe(Facts(generated));
        }
    }

    private static string[] Facts(MessageDescriptor message) =>
        [.. message.Fields.InDeclarationOrder().Select(field =>
            $"{field.FullName} {field.FieldNumber} {field.FieldType} {field.IsRequired} {field.IsRepeated} {field.ToProto().DefaultValue}")];

    [Fact]
    public void A_class_of_another_assembly_is_refused() =>
        Should.Throw<ArgumentException>(() => DescriptorSet.Of(typeof(Google.Protobuf.WellKnownTypes.Any)));
}
