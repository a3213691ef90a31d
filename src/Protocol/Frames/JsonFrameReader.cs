using System.Buffers;
using System.Text.Json;

namespace ContextExchange.Protocol.Frames;

/// <summary>Makes the binary payload out of the members of a JSON frame.</summary>
internal static class JsonFrameReader
{
    public static FrameError Read(List<JsonMember> members, FrameSource from, out Frame frame)
    {
        frame = default;
        if (Single(members, "type") is not { Kind: JsonTokenType.String } type) return FrameError.UnknownType;
        if (FrameLayouts.Find(type.Value.Span) is not { } layout) return FrameError.UnknownType;
        if ((layout.Source & from) == 0) return FrameError.WrongDirection;
        if (!TryReadRef(members, out var reference)) return FrameError.WrongRef;

        var error = CheckNames(members, layout);
        if (error != FrameError.None) return error;
        var payload = new ArrayBufferWriter<byte>(layout.FixedSize + 64);
        foreach (var field in layout.Fields)
        {
            var own = Append(payload, members, field);
            if (own != FrameError.None && (error == FrameError.None || own < error)) error = own;
        }

        if (error == FrameError.None) error = layout.Check(from, reference, payload.WrittenSpan);
        frame = new Frame(layout.Type, reference, payload.WrittenMemory);
        return error;
    }

    private static FrameError Append(IBufferWriter<byte> payload, List<JsonMember> members, in FrameField field)
    {
        if (Single(members, field.Name) is { } member) return FieldJson.Read(payload, field, member);
        if (!field.Optional) return FrameError.MissingMember;
        FieldJson.ReadAbsent(payload, field);
        return FrameError.None;
    }

    private static bool TryReadRef(List<JsonMember> members, out uint reference)
    {
        reference = 0;
        if (Single(members, "ref") is not { } member) return true;
        return FieldJson.ReadInteger(member, 1, uint.MaxValue, out var value) == FrameError.None
            && (reference = (uint)value) != 0;
    }

    private static FrameError CheckNames(List<JsonMember> members, FrameLayout layout)
    {
        var error = FrameError.None;
        for (var i = 0; i < members.Count; i++)
        {
            var member = members[i];
            if (!member.Is("type") && !member.Is("ref") && !layout.Fields.Any(field => member.Is(field.Name)))
                return FrameError.UnknownMember;
            for (var j = 0; j < i; j++)
                if (members[j].Name.Span.SequenceEqual(member.Name.Span))
                    error = FrameError.DuplicateMember;
        }

        return error;
    }

    /// <summary>The first member of that name; null when there is none.</summary>
    private static JsonMember? Single(List<JsonMember> members, string name)
    {
        foreach (var member in members)
            if (member.Is(name))
                return member;
        return null;
    }
}
