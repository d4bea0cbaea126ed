using System.Collections.Generic;
using Tepui.ZooKeeper.Wire;

namespace Tepui.ZooKeeper.Sessions;

/// <summary>Reads the answer to several changes at once: one result each, or, when one failed, an error each.</summary>
internal static class MultiReply
{
    /// <exception cref="ZooKeeperException">One of them failed, and none was done.</exception>
    public static bool Read(ref JuteReader body, IReadOnlyList<NodeOperation> operations)
    {
        for (int i = 0; ; i++)
        {
            var operation = (Operation)body.Int();
            bool isEnd = body.Bool();
            _ = body.Int();
            if (isEnd)
                return true;
            switch (operation)
            {
                case Operation.Create:
                    _ = body.Text();
                    break;
                case Operation.SetData:
                    _ = NodeStats.Read(ref body);
                    break;
                case Operation.Delete or Operation.Check:
                    break;
                case Operation.Error when body.Int() is var error:
                    if (error != 0 && i < operations.Count)
                        throw Errors.Of(error, Verb(operations[i]), operations[i].Path);
                    break;
                default:
                    throw new WireException($"a result of the unknown operation {(int)operation}");
            }
        }
    }

    private static string Verb(NodeOperation operation) => operation switch
    {
        NodeOperation.Create => "create",
        NodeOperation.Set => "write",
        NodeOperation.Delete => "delete",
        _ => "check the version of",
    };
}
