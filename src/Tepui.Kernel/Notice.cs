namespace Tepui.Kernel;

/// <summary>
/// Something worth telling, as a typed record. The host makes a log line and a metric of it, a simulation its transcript;
/// so the Kernel never logs and none of the three can drift from the others.
/// </summary>
public abstract record Notice;
