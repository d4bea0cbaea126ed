using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace Tepui.Repository.Tests;

/// <summary>Assemblies are layers; ARCHITECTURE.md draws which may know which.</summary>
public class ReferenceTests
{
    [Fact]
    public void Every_reference_between_projects_is_drawn_and_every_drawn_one_exists()
    {
        var drawn = DrawnArrows().Order(StringComparer.Ordinal).ToList();
        var actual = Testing.Repository.Files("src", "*.csproj").SelectMany(References).Order(StringComparer.Ordinal).ToList();

        drawn.ShouldNotBeEmpty();
        actual.ShouldBe(drawn, "the project files, against the arrows in ARCHITECTURE.md");
    }

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(project).Descendants("ProjectReference")
            .Select(reference => $"{Short(project)} -> {Short(reference.Attribute("Include")!.Value)}");

    private static string Short(string project) => Path.GetFileNameWithoutExtension(project)["Tepui.".Length..];

    private static IEnumerable<string> DrawnArrows() =>
        from line in File.ReadLines(Testing.Repository.At("ARCHITECTURE.md"))
        let sides = line.Split(" -> ")
        where sides.Length == 2 && sides[0].All(char.IsLetter)
        from target in sides[1].Split(", ")
        select $"{sides[0]} -> {target}";
}
