using System;
using System.IO;

namespace Tepui.Containerizer.Docker.Output;

/// <summary>
/// A file of the sandbox that a container's output is appended to, with older ones beside it as <c>NAME.1</c> (the youngest) and so on
/// where it is kept small. It knows how much it was ever given, be it gone by now: that much is skipped of a log that is read again.
/// </summary>
internal sealed class OutputLog : IDisposable
{
    private readonly string _directory;
    private readonly string _name;
    private readonly LogLimit? _limit;
    private readonly RotationNote _note;
    private SandboxFile _file;
    private long _length;
    private long _moved;

    /// <param name="note">Where it is written down how much stands in older files or is gone.</param>
    /// <exception cref="SandboxWriteException">It cannot be opened, or is no plain file.</exception>
    public OutputLog(string directory, string name, LogLimit? limit, string note)
    {
        _directory = directory;
        _name = name;
        _limit = limit;
        _note = new RotationNote(note);
        _file = SandboxFile.Open(directory, name);
        _length = _file.Length;
        _moved = _note.Read() is { } noted ? noted.Inode == _file.Inode ? noted.Moved : noted.Moved - _length : 0;
    }

    /// <summary>All bytes that were ever in it.</summary>
    public long Written => _moved + _length;

    /// <exception cref="SandboxWriteException">The disk is full, or worse.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int room = bytes.Length;
            if (_limit is { } limit)
            {
                if (_length > 0 && _length + Math.Min(bytes.Length, Environment.SystemPageSize) > limit.Bytes)
                    Rotate(limit.Kept);
                room = (int)Math.Min(room, Math.Max(1, limit.Bytes - _length));
            }

            _file.Write(bytes[..room]);
            _length += room;
            bytes = bytes[room..];
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>
    /// The next file is there, and noted, before the present one moves: a process that dies in between finds out by the note whether
    /// it did.
    /// </summary>
    private void Rotate(int kept)
    {
        string path = Path.Combine(_directory, _name);
        string coming = Path.Combine(_directory, $".{_name}.next");
        try
        {
            File.Delete(coming);
            SandboxFile next = SandboxFile.Create(coming, like: _file);
            try
            {
                _note.Write(Written, next.Inode);
                for (int i = kept - 1; i >= 1; i--)
                {
                    if (File.Exists($"{path}.{i}"))
                        File.Move($"{path}.{i}", $"{path}.{i + 1}", overwrite: true);
                }

                if (kept > 0)
                    File.Move(path, path + ".1", overwrite: true);
                File.Move(coming, path, overwrite: true);
            }
            catch
            {
                next.Dispose();
                throw;
            }

            _file.Dispose();
            (_file, _moved, _length) = (next, Written, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SandboxWriteException($"cannot rotate {path}: {e.Message}");
        }
    }
}
