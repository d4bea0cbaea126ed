using System;

namespace Tepui.Containerizer.Fetching.Sources;

/// <summary>A connection ended in the middle of a file, which can be gone on with where the server allows it.</summary>
internal sealed class BrokenOffException(string message, Exception innerException) : FetchException(message, innerException);
