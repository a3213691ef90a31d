using System.Text;
using ContextExchange.Interop.Tests.Lines;
using ContextExchange.Interop.Tests.Parties;

namespace ContextExchange.Interop.Tests.Exchange;

/// <summary>Random messages: every field of a draft, every bucket, the characters that break writers.</summary>
internal sealed class RandomDrafts(SeededRandom random)
{
    private const int Prefix = 44;

    // How often a bucket is drawn, of a thousand: most messages are short.
    private static readonly int[] Weights = [400, 300, 150, 85, 40, 15, 6, 2, 2];

    private static readonly string[] Characters =
    [
        "a", "Z", "0", " ", "\n", "\r", "\t", "\0", "\"", "\\", "/", "<", "\u007f", "ä", "ß", "\u0085", "é", "я", "ن",
        "€", "字", "\u2028", "\u2029", "\ufeff", "\ufffd", "\uffff", "\ue000", "😀", "𝔸", "🏴", "\U0010ffff",
    ];

    /// <summary>A message in one of the categories, some of a conversation that has begun.</summary>
    public DraftLine Next(IReadOnlyList<string> categories)
    {
        var maxHops = (byte)random.Below(256);
        var subject = random.OneIn(3) ? TextOf(random.Below(257)) : "";
        var note = random.OneIn(5) ? TextOf(random.Below(1_025)) : "";
        var schema = random.OneIn(5) ? TextOf(1 + random.Below(256)) : null;
        var length = Length() - Prefix - Bytes(subject) - Bytes(note) - Bytes(schema ?? "");
        return new()
        {
            Category = Category.IdOf(random.Of(categories)),
            Requested = random.OneIn(100) ? RequestedLevel.Ask : RequestedLevel.Auto,
            TimeToLive = (uint)(86_400 + random.Below(604_800 - 86_400 + 1)),
            RootId = random.OneIn(2) ? random.NextId() : null,
            ParentId = random.OneIn(2) ? random.NextId() : null,
            Hop = (byte)random.Below(maxHops + 1),
            MaxHops = maxHops,
            Budget = BitConverter.ToUInt32(random.Bytes(4)),
            Origin = (Origin)(1 + random.Below(4)),
            Taint = (Taint)random.Below(16),
            Type = (ContentType)(1 + random.Below(5)),
            ThreadId = random.NextId(),
            LogicalId = random.NextId(),
            Subject = subject,
            Note = note,
            SchemaId = schema,
            Text = TextOf(Math.Max(0, length)),
        };
    }

    /// <summary>A body's length: anywhere in a bucket, or at one of its ends.</summary>
    private int Length()
    {
        var drawn = random.Below(Weights.Sum());
        var bucket = 0;
        while (drawn >= Weights[bucket]) drawn -= Weights[bucket++];
        var last = Longest(bucket);
        var first = bucket == 0 ? Prefix : Longest(bucket - 1) + 1;
        return random.Below(10) switch
        {
            0 => first,
            1 => last,
            _ => first + random.Below(last - first + 1),
        };
    }

    /// <summary>A text of exactly so many bytes of UTF-8.</summary>
    private string TextOf(int length)
    {
        var text = new StringBuilder();
        // A long text repeats a shorter one: what matters is its length.
        while (length > 0)
        {
            var next = random.Of(Characters);
            var size = Bytes(next);
            if (size > length) (next, size) = ("x", 1);
            var times = Math.Max(1, Math.Min(length / size, length > 2_000 ? random.Below(1_000) : random.Below(4)));
            text.Insert(text.Length, next, times);
            length -= size * times;
        }
        return text.ToString();
    }

    private static int Longest(int bucket) => Bucket.CiphertextSize(bucket) - 20;

    private static int Bytes(string text) => Encoding.UTF8.GetByteCount(text);
}
