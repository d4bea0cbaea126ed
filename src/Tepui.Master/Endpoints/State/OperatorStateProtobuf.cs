using System;
using System.Collections.Generic;
using System.Linq;
using Google.Protobuf;
using Mesos.V1.Master;
using Tepui.Kernel.Master.Views;
using Tepui.Kernel.Tasks;
using GetAgents = Mesos.V1.Master.Response.Types.GetAgents;
using GetExecutors = Mesos.V1.Master.Response.Types.GetExecutors;
using GetFrameworks = Mesos.V1.Master.Response.Types.GetFrameworks;
using GetState = Mesos.V1.Master.Response.Types.GetState;
using GetTasks = Mesos.V1.Master.Response.Types.GetTasks;

namespace Tepui.Master.Endpoints.State;

/// <summary>
/// GET_STATE and its parts as protobuf, made while it is sent. Lengths come before what they count, so everything is measured first:
/// tasks are wire bytes already, all else is few.
/// </summary>
internal static class OperatorStateProtobuf
{
    /// <summary>The whole response.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Response(OperatorStatePart part, MasterView view)
    {
        var type = new Response { Type = part.ResponseType() };
        yield return type.ToByteArray();
        WireMessage content = Content(part, view);
        int field = Mesos.V1.Master.Response.Descriptor.FindFieldByName(part.FieldName()).FieldNumber;
        foreach (ReadOnlyMemory<byte> piece in WireMessage.Of([WireMessage.Field(field, content)]).Pieces)
        {
            yield return piece;
        }
    }

    /// <summary>The message GET_STATE answers with, alone.</summary>
    public static WireMessage State(MasterView view) => Content(OperatorStatePart.State, view);

    private static WireMessage Content(OperatorStatePart part, MasterView view) => part switch
    {
        OperatorStatePart.Tasks => WireMessage.Of(view.AllFrameworks().SelectMany(static framework => (WireMessage[])
        [
            Tasks(GetTasks.TasksFieldNumber, framework.Tasks),
            Tasks(GetTasks.UnreachableTasksFieldNumber, framework.UnreachableTasks),
            Tasks(GetTasks.CompletedTasksFieldNumber, framework.CompletedTasks),
        ])),
        OperatorStatePart.Executors => Messages(
            GetExecutors.ExecutorsFieldNumber,
            view.AllFrameworks().SelectMany(static framework => framework.Executors)
                .Select(static executor => OperatorMessages.Of(executor.Agent, executor.Executor))),
        OperatorStatePart.Frameworks => WireMessage.Of(
        [
            Messages(GetFrameworks.FrameworksFieldNumber, view.Frameworks.Select(OperatorMessages.Of)),
            Messages(GetFrameworks.CompletedFrameworksFieldNumber, view.CompletedFrameworks.Select(OperatorMessages.Of)),
        ]),
        OperatorStatePart.Agents => WireMessage.Of(
        [
            Agents(view.Agents),
            Messages(GetAgents.RecoveredAgentsFieldNumber, view.RecoveredAgents),
        ]),
        _ => WireMessage.Of(
        [
            WireMessage.Field(GetState.GetTasksFieldNumber, Content(OperatorStatePart.Tasks, view)),
            WireMessage.Field(GetState.GetExecutorsFieldNumber, Content(OperatorStatePart.Executors, view)),
            WireMessage.Field(GetState.GetFrameworksFieldNumber, Content(OperatorStatePart.Frameworks, view)),
            WireMessage.Field(GetState.GetAgentsFieldNumber, Content(OperatorStatePart.Agents, view)),
        ]),
    };

    private static WireMessage Messages(int field, IEnumerable<IMessage> messages) =>
        WireMessage.Of(messages.Select(message => WireMessage.Field(field, WireMessage.Of(message.ToByteArray()))));

    private static WireMessage Agents(ViewList<AgentView> agents) => Parts(
        agents,
        static agent => OperatorMessages.Of(agent).CalculateSize(),
        static (agent, target) => OperatorMessages.Of(agent).WriteTo(target),
        GetAgents.AgentsFieldNumber);

    private static WireMessage Tasks(int field, ViewList<TaskView> tasks) => Parts(
        tasks,
        static task => TaskWire.SizeOf(task.Image),
        static (task, target) => TaskWire.Write(task.Image, target),
        field);

    /// <summary>The items of a list as a field that is repeated; what was written before and did not change is ready bytes.</summary>
    private static WireMessage Parts<T>(ViewList<T> list, Func<T, int> sizeOf, WriteItem<T> write, int field)
    {
        long size = 0;
        foreach (ViewPart<T> part in list.Parts)
        {
            if (part.Kept(ViewForm.Protobuf) is { } ready)
            {
                size += ready.Length;
            }
            else if (KeptParts.HasRoom(size))
            {
                byte[] bytes = Write(part, sizeOf, write, field);
                part.Keep(ViewForm.Protobuf, bytes);
                size += bytes.Length;
            }
            else
            {
                size += SizeOf(part, sizeOf, field);
            }
        }

        return new WireMessage(size, Pieces(list, sizeOf, write, field));
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Pieces<T>(ViewList<T> list, Func<T, int> sizeOf, WriteItem<T> write, int field)
    {
        for (int index = 0; index < list.PartCount; index++)
        {
            yield return list.Part(index).Kept(ViewForm.Protobuf) ?? Write(list.Part(index), sizeOf, write, field);
        }
    }

    private static int SizeOf<T>(ViewPart<T> part, Func<T, int> sizeOf, int field)
    {
        int size = 0;
        foreach (ref readonly T item in part.Items)
        {
            int itemSize = sizeOf(item);
            size += CodedOutputStream.ComputeTagSize(field) + CodedOutputStream.ComputeLengthSize(itemSize) + itemSize;
        }

        return size;
    }

    private static byte[] Write<T>(ViewPart<T> part, Func<T, int> sizeOf, WriteItem<T> write, int field)
    {
        byte[] bytes = new byte[SizeOf(part, sizeOf, field)];
        int at = 0;
        foreach (ref readonly T item in part.Items)
        {
            int size = sizeOf(item);
            at += WireMessage.WriteHead(field, size, bytes.AsSpan(at));
            write(item, bytes.AsSpan(at, size));
            at += size;
        }

        return bytes;
    }

    /// <summary>Writes an item into just as many bytes as it has.</summary>
    private delegate void WriteItem<T>(T item, Span<byte> target);
}
