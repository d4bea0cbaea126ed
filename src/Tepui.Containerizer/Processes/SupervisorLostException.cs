using System;

namespace Tepui.Containerizer.Processes;

/// <summary>The supervisor's connection ended; whether the request was carried out is not known.</summary>
internal sealed class SupervisorLostException() : Exception("the connection to the supervisor is lost");
