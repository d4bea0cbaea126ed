using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Tepui.Containerizer.Isolation.Linux;

/// <summary>A set of capabilities (capabilities(7)), a bit each.</summary>
internal readonly record struct CapabilitySet(ulong Bits)
{
    /// <summary>In the order of their numbers; Mesos names them by the same, without the prefix.</summary>
    private static readonly string[] Names =
    [
        "CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "SETPCAP", "LINUX_IMMUTABLE",
        "NET_BIND_SERVICE", "NET_BROADCAST", "NET_ADMIN", "NET_RAW", "IPC_LOCK", "IPC_OWNER", "SYS_MODULE", "SYS_RAWIO", "SYS_CHROOT",
        "SYS_PTRACE", "SYS_PACCT", "SYS_ADMIN", "SYS_BOOT", "SYS_NICE", "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "MKNOD", "LEASE",
        "AUDIT_WRITE", "AUDIT_CONTROL", "SETFCAP", "MAC_OVERRIDE", "MAC_ADMIN", "SYSLOG", "WAKE_ALARM", "BLOCK_SUSPEND", "AUDIT_READ",
        "PERFMON", "BPF", "CHECKPOINT_RESTORE",
    ];

    public static CapabilitySet Empty { get; }

    /// <summary>All that this kernel has.</summary>
    public static CapabilitySet Known { get; } = FindKnown();

    /// <summary>What this process may use, and with it all that it starts.</summary>
    public static CapabilitySet OfThisProcess { get; } = OfProcess("self", "CapPrm");

    public IEnumerable<int> Numbers
    {
        get
        {
            for (int number = 0; number < 64; number++)
            {
                if ((Bits >> number & 1) == 1)
                    yield return number;
            }
        }
    }

    public static string NameOf(int number) =>
        number >= 0 && number < Names.Length ? "CAP_" + Names[number] : "capability " + number.ToString(CultureInfo.InvariantCulture);

    /// <param name="names">With or without the prefix <c>CAP_</c>.</param>
    /// <exception cref="ContainerLaunchException">One is none of this kernel's.</exception>
    public static CapabilitySet Of(IEnumerable<string> names)
    {
        ulong bits = 0;
        foreach (string name in names)
        {
            int number = Array.IndexOf(Names, name.StartsWith("CAP_", StringComparison.Ordinal) ? name[4..] : name);
            if (number < 0)
                throw new ContainerLaunchException($"'{name}' is no capability: see capabilities(7)");
            bits |= 1UL << number;
        }

        return new CapabilitySet(bits);
    }

    /// <param name="field">As <c>CapBnd</c>.</param>
    public static CapabilitySet OfProcess(string pid, string field)
    {
        string line = File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return new CapabilitySet(ulong.Parse(line.AsSpan(field.Length + 1).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    public CapabilitySet Without(CapabilitySet other) => new(Bits & ~other.Bits);

    public CapabilitySet And(CapabilitySet other) => new(Bits & other.Bits);

    public bool Holds(CapabilitySet other) => (other.Bits & ~Bits) == 0;

    public override string ToString() => "{ " + string.Join(", ", Numbers.Select(number => NameOf(number)["CAP_".Length..])) + " }";

    private static CapabilitySet FindKnown()
    {
        string text = File.ReadAllText("/proc/sys/kernel/cap_last_cap");
        int last = int.Parse(text, NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture);
        return new CapabilitySet(ulong.MaxValue >> (63 - last));
    }
}
