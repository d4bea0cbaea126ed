using Tepui.Kernel.Resources;

namespace Tepui.Kernel.Operations;

/// <summary>What an operation makes of what: as much comes out as goes in, reserved or used otherwise.</summary>
/// <param name="MustVanish">Nothing like what is consumed may be left, as of a shared volume's other copies.</param>
public sealed record ResourceConversion(ResourceSet Consumed, ResourceSet Converted, bool MustVanish = false)
{
    /// <summary>Resources of no size are valid, and nothing to convert.</summary>
    public bool IsEmpty => Consumed.IsEmpty && Converted.IsEmpty;

    /// <summary>The resources after it, or null with the reason: they do not hold what it consumes.</summary>
    public ResourceSet? Apply(ResourceSet resources, out string? fault)
    {
        fault = null;
        if (!resources.Contains(Consumed))
        {
            fault = $"{resources} does not contain {Consumed}";
            return null;
        }

        var result = resources - Consumed + Converted;
        if (MustVanish && result.Contains(Consumed))
        {
            fault = $"Persistent volume {Consumed} cannot be removed due to additional shared copies";
            return null;
        }

        return result;
    }

    /// <summary>The same of resources that nobody holds.</summary>
    public ResourceConversion WithoutAllocation() => this with
    {
        Consumed = Consumed.WithoutAllocation(),
        Converted = Converted.WithoutAllocation(),
    };
}
