using System;
using System.Collections.Frozen;
using System.IO;
using System.Linq;

namespace Tepui.Agent.Files;

/// <summary>What <c>/files/download</c> says a file is, by the end of its name: as libprocess knows them.</summary>
internal static class FileTypes
{
    private const string Unknown = "application/octet-stream";

    private static readonly FrozenDictionary<string, string> ByExtension =
        """
        .aif audio/x-aiff
        .au audio/basic
        .avi video/x-msvideo
        .bat text/plain
        .bmp image/x-ms-bmp
        .c text/plain
        .cpio application/x-cpio
        .csh application/x-csh
        .css text/css
        .doc application/msword
        .eml message/rfc822
        .eps application/postscript
        .gif image/gif
        .gtar application/x-gtar
        .h text/plain
        .htm text/html
        .html text/html
        .jpe image/jpeg
        .jpeg image/jpeg
        .jpg image/jpeg
        .js application/x-javascript
        .ksh text/plain
        .latex application/x-latex
        .man application/x-troff-man
        .mov video/quicktime
        .mp3 audio/mpeg
        .mp4 video/mp4
        .mpeg video/mpeg
        .mpg video/mpeg
        .p12 application/x-pkcs12
        .pdf application/pdf
        .pl text/plain
        .png image/png
        .ppt application/vnd.ms-powerpoint
        .ps application/postscript
        .py text/x-python
        .rdf application/xml
        .sh application/x-sh
        .tar application/x-tar
        .tcl application/x-tcl
        .tex application/x-tex
        .tif image/tiff
        .tiff image/tiff
        .tsv text/tab-separated-values
        .txt text/plain
        .wav audio/x-wav
        .wsdl application/xml
        .xls application/vnd.ms-excel
        .xml text/xml
        .xsl application/xml
        .zip application/zip
        """.Split('\n').Select(static line => line.Split(' ')).ToFrozenDictionary(
            static pair => pair[0], static pair => pair[1], StringComparer.OrdinalIgnoreCase);

    /// <summary>A name that is nothing but an ending has none.</summary>
    public static string Of(string name) =>
        name.LastIndexOf('.') > 0 && ByExtension.TryGetValue(Path.GetExtension(name), out string? type) ? type : Unknown;
}
