using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using Mesos.V1;
using Tepui.Kernel.Resources;
using Tepui.Kernel.Roles;
using Tepui.Kernel.Tests.Resources;

namespace Tepui.Kernel.Tests.Roles;

public class RoleTotalsTests
{
    private static readonly string[] Names = ["a", "a/x", "a/x/1", "b"];

    /// <summary>Random reservations, of which some are used, and offers, role for role against sums over everything.</summary>
    [Fact]
    public void Of_IsWhatSumsOverEverythingSay()
    {
        var piece = from reservedFor in Gen.Elements("a", "a/x", "b", "*")
                    from usedBy in Gen.Elements("a/x", "a/x/1", "b")
                    from isUsed in Gen.Elements(true, false)
                    from isOffered in Gen.Elements(true, false)
                    from thousandths in Gen.Choose(1, 5000)
                    select new Piece(reservedFor, usedBy, isUsed, isOffered, thousandths);
        Prop.ForAll(Arb.From(piece.ListOf()), static pieces =>
        {
            var totals = new RoleTotals();
            foreach (var agent in pieces.Chunk(2))
            {
                totals.AddAgent(
                    Sum(agent, static piece => piece.Entry(null)),
                    Sum(agent.Where(static piece => piece.IsUsed), static piece => piece.Entry(piece.UsedBy)));
            }

            foreach (var framework in pieces.Chunk(3))
            {
                totals.AddFramework(
                    Sum(framework.Where(static piece => piece.IsUsed), static piece => piece.Entry(piece.UsedBy)),
                    Sum(framework.Where(static piece => piece.IsOffered), static piece => piece.Entry(piece.UsedBy)));
            }

            return Names.All(role => Fits(totals.Of(role), pieces, role));
        }).Check(Generators.Config);
    }

    private static bool Fits(RoleQuantities has, IReadOnlyList<Piece> pieces, string role)
    {
        var allocated = Cpus(pieces, piece => piece.IsUsed && Within(piece.UsedBy, role));
        var unused = Cpus(pieces, piece => !piece.IsUsed && Within(piece.ReservedFor, role));
        return has.Allocated.Of("cpus") == allocated
            && has.Offered.Of("cpus") == Cpus(pieces, piece => piece.IsOffered && Within(piece.UsedBy, role))
            && has.Reserved.Of("cpus") == Cpus(pieces, piece => Within(piece.ReservedFor, role))
            && has.Consumed.Of("cpus") == allocated + unused;
    }

    private static bool Within(string role, string ancestor) => role != "*" && RoleName.IsSameOrStrictSubroleOf(role, ancestor);

    private static long Cpus(IReadOnlyList<Piece> pieces, System.Func<Piece, bool> counts) =>
        pieces.Where(counts).Sum(static piece => (long)piece.Thousandths);

    private static ResourceSet Sum(IEnumerable<Piece> pieces, System.Func<Piece, ResourceEntry> entry) => ResourceSet.From(pieces.Select(entry));

    private sealed record Piece(string ReservedFor, string UsedBy, bool IsUsed, bool IsOffered, int Thousandths)
    {
        public ResourceEntry Entry(string? allocatedTo) => ResourceEntry.Scalar(
            new ResourceKey(
                "cpus",
                Value.Types.Type.Scalar,
                ReservedFor == "*" ? null : [Generators.Static(ReservedFor)],
                allocationRole: allocatedTo),
            Thousandths);
    }
}
