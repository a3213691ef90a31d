namespace ContextExchange.Cryptography.Cxe1;

/// <summary>The keys of the device tables: fixed fields, so that a prefix of them is a range.</summary>
internal static class StateKey
{
    public static byte[] Of(Guid id)
    {
        var key = new byte[16];
        var writer = new WireWriter(key);
        writer.Id(id);
        return key;
    }

    public static byte[] Of(long number)
    {
        var key = new byte[8];
        var writer = new WireWriter(key);
        writer.UInt53(number);
        return key;
    }

    public static byte[] Of(Guid connection, long number)
    {
        var key = new byte[24];
        var writer = new WireWriter(key);
        writer.Id(connection);
        writer.UInt53(number);
        return key;
    }

    public static byte[] Of(Bytes32 hash, int index)
    {
        var key = new byte[36];
        var writer = new WireWriter(key);
        writer.Bytes32(hash);
        writer.UInt32((uint)index);
        return key;
    }

    public static byte[] Of(Guid connection, Guid agent)
    {
        var key = new byte[32];
        var writer = new WireWriter(key);
        writer.Id(connection);
        writer.Id(agent);
        return key;
    }

    public static byte[] Of(Guid connection, Guid agent, Guid device)
    {
        var key = new byte[48];
        var writer = new WireWriter(key);
        writer.Id(connection);
        writer.Id(agent);
        writer.Id(device);
        return key;
    }

    public static byte[] Of(Guid connection, Guid agent, Guid device, long number)
    {
        var key = new byte[56];
        var writer = new WireWriter(key);
        writer.Id(connection);
        writer.Id(agent);
        writer.Id(device);
        writer.UInt53(number);
        return key;
    }
}
