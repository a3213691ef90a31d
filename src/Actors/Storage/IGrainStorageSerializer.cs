namespace ContextExchange.Actors;

/// <summary>Turns grain state into bytes and back.</summary>
public interface IGrainStorageSerializer
{
    /// <summary>The bytes of a state.</summary>
    ReadOnlyMemory<byte> Serialize<T>(T input);

    /// <summary>The state of some bytes.</summary>
    T Deserialize<T>(ReadOnlyMemory<byte> input);
}
