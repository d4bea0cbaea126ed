using System;
using System.Buffers.Binary;

namespace Tepui.Containerizer.Tests.Isolation.Linux.Seccomp;

/// <summary>The kernel's machine for filters, as far as seccomp(2) lets programs use it.</summary>
internal static class FilterMachine
{
    public static uint Run(byte[] program, uint number, uint architecture, ReadOnlySpan<ulong> arguments)
    {
        byte[] data = new byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(data, number);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(4), architecture);
        for (int i = 0; i < arguments.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(16 + (8 * i)), arguments[i]);
        uint accumulator = 0;
        for (int at = 0; ; at++)
        {
            Span<byte> instruction = program.AsSpan(at * 8, 8);
            uint value = BinaryPrimitives.ReadUInt32LittleEndian(instruction[4..]);
            (int whenTrue, int whenFalse) = (instruction[2], instruction[3]);
            switch (BinaryPrimitives.ReadUInt16LittleEndian(instruction))
            {
                case 0x20:
                    accumulator = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan((int)value));
                    break;
                case 0x54:
                    accumulator &= value;
                    break;
                case 0x05:
                    at += (int)value;
                    break;
                case 0x06:
                    return value;
                case 0x15:
                    at += accumulator == value ? whenTrue : whenFalse;
                    break;
                case 0x25:
                    at += accumulator > value ? whenTrue : whenFalse;
                    break;
                case 0x35:
                    at += accumulator >= value ? whenTrue : whenFalse;
                    break;
                default:
                    throw new InvalidOperationException("no instruction that seccomp knows");
            }
        }
    }
}
