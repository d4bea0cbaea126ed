using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("Tepui.Protocol.Tests")]
