using System.Collections.Generic;
using System.Linq;
using Google.Protobuf.Reflection;

namespace Tepui.Protocol.Tests.Schemas;

/// <summary>The wire is Mesos's own: every message, field and enum value of the v1 API, and nothing besides.</summary>
public class DescriptorFactsTests
{
    private static readonly FileDescriptor[] Roots =
    [
        Mesos.V1.MesosReflection.Descriptor,
        Mesos.V1.Scheduler.SchedulerReflection.Descriptor,
        Mesos.V1.Executor.ExecutorReflection.Descriptor,
        Mesos.V1.Master.MasterReflection.Descriptor,
        Mesos.V1.Agent.AgentReflection.Descriptor,
        Mesos.V1.Quota.QuotaReflection.Descriptor,
        Mesos.V1.Maintenance.MaintenanceReflection.Descriptor,
        Mesos.V1.Allocator.AllocatorReflection.Descriptor,
        Mesos.V1.ResourceProvider.ResourceProviderReflection.Descriptor,
    ];

    [Fact]
    public void EveryFactOfMesosIsInOurDescriptors()
    {
        Facts().Except(Described()).ShouldBeEmpty();
    }

    [Fact]
    public void NothingIsInOurDescriptorsThatMesosDoesNotHave()
    {
        Described().Except(Facts()).ShouldBeEmpty();
    }

    private static HashSet<string> Facts() => [.. Fixture.Lines("mesos-v1.tsv").Skip(1).Where(line => line.Length > 0)];

    private static HashSet<string> Described()
    {
        var files = new HashSet<FileDescriptor>();
        foreach (var root in Roots)
        {
            Collect(root, files);
        }

        var facts = new HashSet<string>();
        foreach (var file in files)
        {
            foreach (var type in file.EnumTypes)
            {
                Describe(type, facts);
            }

            foreach (var type in file.MessageTypes)
            {
                Describe(type, facts);
            }
        }

        return facts;
    }

    private static void Collect(FileDescriptor file, HashSet<FileDescriptor> files)
    {
        if (!file.Package.StartsWith("mesos.v1", System.StringComparison.Ordinal) || !files.Add(file))
        {
            return;
        }

        foreach (var dependency in file.Dependencies)
        {
            Collect(dependency, files);
        }
    }

    private static void Describe(EnumDescriptor type, HashSet<string> facts)
    {
        foreach (var value in type.Values)
        {
            facts.Add(string.Join('\t', "enum", type.FullName, value.Number, "", "", value.Name, ""));
        }
    }

    private static void Describe(MessageDescriptor type, HashSet<string> facts)
    {
        if (type.Fields.InDeclarationOrder().Count == 0)
        {
            facts.Add(string.Join('\t', "message", type.FullName, "", "", "", "", ""));
        }

        foreach (var field in type.Fields.InDeclarationOrder())
        {
            facts.Add(string.Join(
                '\t', "field", type.FullName, field.FieldNumber, Label(field), TypeOf(field), field.Name, Default(field)));
        }

        foreach (var nested in type.EnumTypes)
        {
            Describe(nested, facts);
        }

        foreach (var nested in type.NestedTypes)
        {
            Describe(nested, facts);
        }
    }

    private static string Label(FieldDescriptor field) =>
        field.IsRequired ? "required" : field.IsRepeated ? "repeated" : "optional";

    private static string TypeOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => field.MessageType.FullName,
        FieldType.Enum => field.EnumType.FullName,
        _ => field.FieldType.ToString().ToLowerInvariant(),
    };

    private static string Default(FieldDescriptor field)
    {
        var proto = field.ToProto();
        return proto.HasDefaultValue ? proto.DefaultValue : "";
    }
}
