namespace Tepui.Supervisor;

public static class Program
{
    public static int Main() => 0;
}
