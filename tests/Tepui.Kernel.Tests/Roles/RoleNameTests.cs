using Tepui.Kernel.Roles;

namespace Tepui.Kernel.Tests.Roles;

public class RoleNameTests
{
    [Theory]
    [InlineData("*")]
    [InlineData("ads")]
    [InlineData("a/b/c")]
    [InlineData("a-b_c.d:e")]
    [InlineData("...")]
    public void Validate_GoodName_HasNoFault(string role) => RoleName.Validate(role).ShouldBeEmpty();

    [Theory]
    [InlineData("", "Role names cannot be the empty string")]
    [InlineData("/a", "Role '/a' cannot start with a slash")]
    [InlineData("a/", "Role 'a/' cannot end with a slash")]
    [InlineData("a//b", "Role 'a//b' cannot contain two adjacent slashes")]
    [InlineData(".", "Role '.' cannot include '.' as a component")]
    [InlineData("a/..", "Role 'a/..' cannot include '..' as a component")]
    [InlineData("a/*", "Role 'a/*' cannot include '*' as a component")]
    [InlineData("-a", "Role component '-a' is invalid because it starts with a dash")]
    [InlineData("a\tb", "Role component 'a\tb' is invalid because it contains backspace or whitespace")]
    public void Validate_BadName_NamesTheFault(string role, string fault) => RoleName.Validate(role).ShouldBe([fault]);

    [Theory]
    [InlineData("a", "a")]
    [InlineData("*", "*")]
    [InlineData("a/b/c", "a/b/c a/b a")]
    public void SelfAndAncestors_GoUpTheTree(string role, string all) => RoleName.SelfAndAncestors(role).ShouldBe(all.Split(' '));

    [Fact]
    public void Validate_SeveralFaults_NamesThemAll() => RoleName.Validate("/a b/-c/").Count.ShouldBe(4);

    [Theory]
    [InlineData("a/b", "a", true)]
    [InlineData("ab", "a", false)]
    [InlineData("a", "a", false)]
    public void IsStrictSubroleOf_OfTwoRoles_GoesByComponents(string role, string ancestor, bool expected) =>
        RoleName.IsStrictSubroleOf(role, ancestor).ShouldBe(expected);
}
