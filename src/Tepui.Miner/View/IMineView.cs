namespace Tepui.Miner.View;

/// <summary>Shows a person what happens. Called by one caller at a time.</summary>
public interface IMineView
{
    /// <summary>Something happened, in one line.</summary>
    void Line(string text);

    /// <summary>How things stand: several times a second.</summary>
    void Update(MineSnapshot snapshot);
}
