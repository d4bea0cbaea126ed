using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mesos.V1;
using Tepui.Containerizer.Images.Provisioning;
using Tepui.Containerizer.Images.References;
using Tepui.Containerizer.Images.Store;

namespace Tepui.Containerizer.Images.Appc;

/// <summary>
/// Images of type APPC: each ACI is one layer above those that it depends on. Nothing is ever pruned of them, as in Mesos, whose store of
/// them an operator may fill himself.
/// </summary>
internal sealed class AppcProvider(AppcStore store) : IImageProvider
{
    private const int MaxDepth = 16;
    private const int MaxImages = 128;

    public Image.Types.Type Type => Image.Types.Type.Appc;

    public string StoreDirectory => store.Root;

    public void Open() => store.Open();

    public async Task<ImageLease> GetAsync(Image image, CancellationToken cancellation)
    {
        var walk = new Walk(store, !image.HasCached || image.Cached, cancellation);
        AppcImage top = await walk.ToAsync(AppcReference.Of(image.Appc));
        return LeaseOf(new StoredImage(image.Appc.Name, top.Id, walk.Ids, top.Manifest.Configuration()));
    }

    public ImageLease Hold(string name, IReadOnlyList<string> layers) =>
        LeaseOf(new StoredImage(name, "", layers, new ImageConfiguration()));

    public void Prune(IReadOnlyList<string> excluded)
    {
        // As in Mesos.
    }

    public void Dispose() => store.Dispose();

    private ImageLease LeaseOf(StoredImage image) => new(image, [.. image.Layers.Select(store.RootfsOf)], static () => { });

    /// <summary>From one image to all that it depends on, depth first, as Mesos stacks them.</summary>
    private sealed class Walk(AppcStore store, bool cached, CancellationToken cancellation)
    {
        private readonly List<(string Name, string Id)> _above = [];
        private int _seen;

        /// <summary>From the lowest up; one that several depend on is there for each of them.</summary>
        public List<string> Ids { get; } = [];

        public async Task<AppcImage> ToAsync(AppcReference reference)
        {
            if (_above.Count == MaxDepth || ++_seen > MaxImages)
                throw new ImageException($"its dependencies are more than {MaxImages}, or deeper than {MaxDepth}: put some together");
            AppcImage image = await GetAsync(reference);
            if (_above.Any(above => above.Id == image.Id))
            {
                string circle = string.Join(" needs ", _above.Select(above => above.Name).Append(reference.Name).Select(name => $"'{name}'"));
                throw new ImageException($"its dependencies go in a circle ({circle}): make one of them anew without the other");
            }

            _above.Add((reference.Name, image.Id));
            foreach (AppcReference dependency in Dependencies(image, reference))
                _ = await ToAsync(dependency);
            _above.RemoveAt(_above.Count - 1);
            Ids.Add(image.Id);
            return image;
        }

        private async Task<AppcImage> GetAsync(AppcReference reference)
        {
            try
            {
                return await store.GetAsync(reference, cached, cancellation);
            }
            catch (ImageException e) when (_above.Count > 0)
            {
                throw new ImageException($"its dependency '{reference.Name}' cannot be used: {e.Message}", e);
            }
        }

        private static List<AppcReference> Dependencies(AppcImage image, AppcReference reference)
        {
            try
            {
                return [.. image.Manifest.References()];
            }
            catch (ImageException e)
            {
                throw new ImageException($"a dependency in the manifest of '{reference.Name}' is named wrongly: {e.Message}", e);
            }
        }
    }
}
