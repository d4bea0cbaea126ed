using System.Collections;
using Google.Protobuf;

namespace Tepui.Protocol.Tests;

/// <summary>
/// JSON writes declared defaults out, so an unset field comes back set to its default. This sets every such field,
/// in this message and those in it, so that the two can be compared.
/// </summary>
internal static class WithDefaults
{
    public static T Filled<T>(T message)
        where T : IMessage
    {
        foreach (var field in message.Descriptor.Fields.InDeclarationOrder())
        {
            var value = field.Accessor.GetValue(message);
            if (field.IsMap)
            {
                foreach (var item in ((IDictionary)value).Values)
                {
                    Fill(item);
                }
            }
            else if (field.IsRepeated)
            {
                foreach (var item in (IList)value)
                {
                    Fill(item);
                }
            }
            else if (value is IMessage nested)
            {
                Filled(nested);
            }
            else if (field.ToProto().HasDefaultValue && !field.Accessor.HasValue(message))
            {
                field.Accessor.SetValue(message, value);
            }
        }

        return message;
    }

    private static void Fill(object? item)
    {
        if (item is IMessage message)
        {
            Filled(message);
        }
    }
}
