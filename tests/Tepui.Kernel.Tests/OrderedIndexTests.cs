namespace Tepui.Kernel.Tests;

public class OrderedIndexTests
{
    [Fact]
    public void It_is_walked_in_the_order_of_adding()
    {
        var index = new OrderedIndex<string, int>();
        index.Add("b", 2);
        index.Add("a", 1);
        index.Add("c", 3);
        index.Remove("a").ShouldBeTrue();
        index.Remove("a").ShouldBeFalse();
        index.Add("a", 4);

        index.ShouldBe([2, 3, 4]);
        index.Snapshot().ShouldBe([2, 3, 4]);
        index.Find("a").ShouldBe(4);
        index.Contains("d").ShouldBeFalse();
        index.RemoveFirst();
        index.ShouldBe([3, 4]);
    }
}
