using System.Text;
using QRCoder;

namespace ContextExchange.Cli;

/// <summary>
/// A QR code as lines of text: one character is two modules, one above the other. Drawn light on dark, as most
/// terminals are; the quiet zone around it makes both readable.
/// </summary>
internal static class TerminalQrCode
{
    /// <summary>The lines, all of one width.</summary>
    /// <param name="text">What the code says.</param>
    public static string[] Lines(string text)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var rows = code.ModuleMatrix;
        var lines = new List<string>();
        for (var row = 0; row < rows.Count; row += 2)
        {
            var line = new StringBuilder(rows.Count);
            for (var column = 0; column < rows.Count; column++)
            {
                var above = !rows[row][column];
                var below = row + 1 >= rows.Count || !rows[row + 1][column];
                line.Append((above, below) switch
                {
                    (true, true) => '\u2588',
                    (true, false) => '\u2580',
                    (false, true) => '\u2584',
                    (false, false) => ' ',
                });
            }

            lines.Add(line.ToString());
        }

        return [.. lines];
    }
}
