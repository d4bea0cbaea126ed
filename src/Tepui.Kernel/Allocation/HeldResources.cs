using System;
using System.Collections.Generic;
using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Allocation;

/// <summary>
/// What clients hold of one agent. A client's grants stand one by one for a while, so that an offer that comes back as it went
/// costs no arithmetic.
/// </summary>
internal sealed class HeldResources
{
    private int[] _clients = [];
    private ResourceSet[] _sets = [];
    private int _count;

    /// <summary>The clients that hold something, each once.</summary>
    public List<int> Clients()
    {
        var clients = new List<int>(_count);
        for (var entry = 0; entry < _count; entry++)
        {
            if (Array.IndexOf(_clients, _clients[entry], 0, entry) < 0)
            {
                clients.Add(_clients[entry]);
            }
        }

        return clients;
    }

    /// <summary>Reads where the next entry goes.</summary>
    internal int TouchEntries() => _count == 0 ? 0 : _clients[_count - 1] + (_sets[_count - 1] is null ? 1 : 0);

    internal int Touch() => _count;

    public bool Has(int client) => Array.IndexOf(_clients, client, 0, _count) >= 0;

    public ResourceSet Of(int client)
    {
        var sum = ResourceSet.Empty;
        for (var entry = 0; entry < _count; entry++)
        {
            if (_clients[entry] == client)
            {
                sum = sum.Add(_sets[entry]);
            }
        }

        return sum;
    }

    public ResourceSet Sum()
    {
        var sum = ResourceSet.Empty;
        for (var entry = 0; entry < _count; entry++)
        {
            sum = sum.Add(_sets[entry]);
        }

        return sum;
    }

    /// <summary>Adds to what a client holds; true when it held nothing before.</summary>
    public bool Add(int client, ResourceSet resources)
    {
        var first = Array.IndexOf(_clients, client, 0, _count);
        if (first >= 0 && Array.IndexOf(_clients, client, first + 1, _count - first - 1) >= 0)
        {
            Set(client, Of(client).Add(resources));
            return false;
        }

        Append(client, resources);
        return first < 0;
    }

    /// <summary>What a client holds from now on, nothing when it is empty.</summary>
    public void Set(int client, ResourceSet resources)
    {
        var kept = 0;
        for (var entry = 0; entry < _count; entry++)
        {
            if (_clients[entry] != client)
            {
                _clients[kept] = _clients[entry];
                _sets[kept++] = _sets[entry];
            }
        }

        Array.Clear(_sets, kept, _count - kept);
        _count = kept;
        if (!resources.IsEmpty)
        {
            Append(client, resources);
        }
    }

    /// <summary>Takes one of a client's grants away whole, where it is one.</summary>
    public bool RemoveWhole(int client, ResourceSet resources)
    {
        for (var entry = _count - 1; entry >= 0; entry--)
        {
            if (_clients[entry] == client && ReferenceEquals(_sets[entry], resources))
            {
                _count--;
                (_clients[entry], _sets[entry]) = (_clients[_count], _sets[_count]);
                _sets[_count] = null!;
                return true;
            }
        }

        return false;
    }

    private void Append(int client, ResourceSet resources)
    {
        if (_count == _clients.Length)
        {
            var length = Math.Max(2, _count + (_count / 2) + 1);
            Array.Resize(ref _clients, length);
            Array.Resize(ref _sets, length);
        }

        _clients[_count] = client;
        _sets[_count++] = resources;
    }
}
