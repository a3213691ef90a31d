namespace ContextExchange.Actors;

/// <summary>A value of the request context between silos: a type's number and the value.</summary>
internal static class RequestContextValue
{
    internal static void Write(MessageWriter writer, string key, object value)
    {
        switch (value)
        {
            case string text: writer.PutByte(0); writer.Write(0, text); break;
            case bool flag: writer.PutByte(1); writer.Write(0, flag); break;
            case int number: writer.PutByte(2); writer.Write(0, number); break;
            case long number: writer.PutByte(3); writer.Write(0, number); break;
            case double number: writer.PutByte(4); writer.Write(0, number); break;
            case Guid id: writer.PutByte(5); writer.Write(0, id); break;
            case DateTimeOffset time: writer.PutByte(6); writer.Write(0, time); break;
            case TimeSpan time: writer.PutByte(7); writer.Write(0, time); break;
            case byte[] bytes: writer.PutByte(8); writer.Write(0, bytes); break;
            default: throw CodecNotFoundException.For($"{value.GetType()}", $"it is the request context's \"{key}\"");
        }
    }

    internal static object Read(ref MessageReader reader)
    {
        var kind = reader.Byte();
        var type = reader.Header();
        return kind switch
        {
            0 => reader.ReadString(type) ?? throw MessageReader.Malformed("a value is missing"),
            1 => reader.ReadBoolean(type),
            2 => reader.ReadInt32(type),
            3 => reader.ReadInt64(type),
            4 => reader.ReadDouble(type),
            5 => reader.ReadGuid(type),
            6 => reader.ReadDateTimeOffset(type),
            7 => reader.ReadTimeSpan(type),
            8 => reader.ReadBytes(type) ?? throw MessageReader.Malformed("a value is missing"),
            _ => throw MessageReader.Malformed("a value has an unknown type"),
        };
    }
}
