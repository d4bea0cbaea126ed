namespace Tepui.Supervisor.Wire;

/// <summary>
/// What a frame between an agent and its supervisor says. Values never change their meaning: a supervisor that an older
/// agent started may meet a newer agent.
/// </summary>
internal enum MessageKind : byte
{
    /// <summary>The first frame of an agent: magic, version, its pid, milliseconds of the recovery timeout, whether tasks die with it.</summary>
    Hello = 1,

    /// <summary>Container id, path, working directory, arguments, environment. Answered by Launched or LaunchFailed.</summary>
    Launch = 2,

    /// <summary>Container id, signal number. Answered by Done.</summary>
    Signal = 3,

    /// <summary>Container id. Answered by Done; the exit follows when every process is gone.</summary>
    Destroy = 4,

    /// <summary>Container id. Answered by Done.</summary>
    Forget = 5,

    /// <summary>Answered by Listing.</summary>
    List = 6,

    /// <summary>Kills everything; the connection's end says that it is done.</summary>
    Shutdown = 7,

    /// <summary>A name, a Unix socket's path and an HTTP request to send to it when everything is killed. Answered by Done.</summary>
    SetWill = 8,

    /// <summary>A name whose request is not to be sent any more. Answered by Done.</summary>
    RevokeWill = 9,

    /// <summary>
    /// As Launch, with its streams after the id: what its input is (u8: 0 nothing, 1 a pipe, 2 a terminal), the terminal's rows and
    /// columns (u16 each), whether it belongs to one reader (see <see cref="Attach"/>), where its files are (empty: in its working directory), and for stdout and stderr how many bytes a file
    /// holds (i64, 0 for any number) and how many older files are kept (i32).
    /// </summary>
    LaunchWithStreams = 10,

    /// <summary>
    /// Container id. Its processes may be in a pid namespace whose first process is another container's and takes over its orphans: they
    /// are looked for among all. Answered by Done.
    /// </summary>
    Spread = 11,

    /// <summary>
    /// These are spoken on a socket of their own, beside the supervisor's with ".io" at its end, by whoever attaches to one container.
    /// Container id, the direction (u8: 0 reads its output, 1 writes its input), whether a reader is the one that the container belongs
    /// to: it is waited for at the start and whenever it is slow, and its going ends the container. Answered by Attached or Refused.
    /// </summary>
    Attach = 32,

    /// <summary>Bytes for its input. How fast they are taken off the socket is how fast it reads.</summary>
    Input = 33,

    /// <summary>Rows and columns of its terminal (u16 each).</summary>
    Resize = 34,

    /// <summary>The end of its input. A terminal takes no notice: there it is a character.</summary>
    CloseInput = 35,

    Attached = 48,

    /// <summary>Stream (u8: 1 stdout, 2 stderr) and bytes.</summary>
    Output = 49,

    /// <summary>All of its processes are gone, and its output has been sent.</summary>
    End = 50,

    /// <summary>Version and pid of the supervisor, and its level (u16; earlier ones say none).</summary>
    Welcome = 64,

    /// <summary>Whether it will pass by itself, and a text why the connection is not accepted.</summary>
    Refused = 65,

    /// <summary>Pid.</summary>
    Launched = 66,

    /// <summary>An errno.</summary>
    LaunchFailed = 67,

    Done = 68,

    /// <summary>Count, then container id, pid, whether it ended, whether its status is known, status.</summary>
    Listing = 69,

    /// <summary>Pushed: count, then container id, whether its status is known, status.</summary>
    Exits = 70,
}
