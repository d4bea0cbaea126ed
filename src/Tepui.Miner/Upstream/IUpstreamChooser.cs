using System;
using Tepui.Miner.Server;

namespace Tepui.Miner.Upstream;

/// <summary>Who decides which upstream pool is worked for: told of everything that may change its mind.</summary>
internal interface IUpstreamChooser
{
    /// <summary>Carries out the change under its lock, unless the run was stopped meanwhile.</summary>
    void Change(UpstreamLink link, UpstreamRun run, Action change);

    void AllowVersions(UpstreamLink link, UpstreamRun run, uint mask);

    void BlockAnswered(FoundBlock block, string? refusal);
}
