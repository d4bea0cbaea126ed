namespace Tepui.Kernel.Tasks;

/// <summary>Which strings may be ids: they become directories (src/common/validation.cpp).</summary>
public static class IdValidation
{
    private const int MaximumLength = 255;

    /// <summary>What is wrong with an id, or null.</summary>
    public static string? Validate(string id)
    {
        if (id.Length == 0)
        {
            return "ID must not be empty";
        }

        // Mesos counts bytes, as a file system does.
        if (id.Length > MaximumLength || System.Text.Encoding.UTF8.GetByteCount(id) > MaximumLength)
        {
            return $"ID must not be greater than {MaximumLength} characters";
        }

        if (id is "." or "..")
        {
            return $"'{id}' is disallowed";
        }

        foreach (var character in id)
        {
            if (character is < ' ' or '\u007f' or '/' or '\\')
            {
                return $"'{id}' contains invalid characters";
            }
        }

        return null;
    }
}
