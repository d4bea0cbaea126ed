namespace Tepui.Containerizer.Images.Layers;

/// <summary>What a layer belongs to: how its entries are read, and what a message about it advises.</summary>
/// <param name="StoreFlag">Names the store that it is unpacked into.</param>
/// <param name="HasWhiteouts">Entries that begin with <c>.wh.</c> hide what lies below; else they are files as any other.</param>
internal sealed record LayerKind(string Remedy, string StoreFlag, bool HasWhiteouts)
{
    public static LayerKind Docker { get; } = new("push the image anew", "--docker_store_dir", HasWhiteouts: true);

    public static LayerKind Appc { get; } = new("make the ACI anew", "--appc_store_dir", HasWhiteouts: false);
}
