using Tepui.Supervisor.Wire;

namespace Tepui.Containerizer.Processes;

/// <summary>A launch as the supervisor reads it.</summary>
internal static class LaunchFrame
{
    public static void Write(FrameWriter frame, (ContainerLaunch Launch, string Path) what)
    {
        frame.Text(what.Launch.ContainerId);
        if (what.Launch.Io is { } io)
            WriteStreams(frame, io);
        frame.Text(what.Path);
        frame.Text(what.Launch.WorkingDirectory);
        frame.Int32(what.Launch.Argv.Count);
        foreach (string argument in what.Launch.Argv)
            frame.Text(argument);
        frame.Int32(what.Launch.Environment.Count);
        foreach ((string name, string value) in what.Launch.Environment)
            frame.Text(name, value, '=');
    }

    private static void WriteStreams(FrameWriter frame, ContainerIo io)
    {
        frame.Byte((byte)io.Input);
        frame.UInt16(io.Rows);
        frame.UInt16(io.Columns);
        frame.Boolean(io.IsSession);
        frame.Text(io.Directory ?? "");
        foreach (LogLimit? limit in (LogLimit?[])[io.Output, io.Error])
        {
            frame.Int64(limit?.Bytes ?? 0);
            frame.Int32(limit?.Kept ?? 0);
        }
    }
}
