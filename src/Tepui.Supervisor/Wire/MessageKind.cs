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

    /// <summary>Version and pid of the supervisor.</summary>
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
