using System;

namespace Tepui.Cli.Images;

/// <summary>Images cannot be made; the message is one line for the user.</summary>
internal sealed class ImageException : Exception
{
    public ImageException(string message)
        : base(message)
    {
    }

    public ImageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
