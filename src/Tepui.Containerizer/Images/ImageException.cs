using System;

namespace Tepui.Containerizer.Images;

/// <summary>An image cannot be had or used; the message stands after the image's name and says what to do.</summary>
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
