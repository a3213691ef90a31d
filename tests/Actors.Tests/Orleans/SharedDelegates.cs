using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.WireProtocol;

namespace ContextExchange.Actors.Tests;

/// <summary>Scripts stay in one process and share what they close over. Orleans asks how they would leave it.</summary>
internal sealed class SharedDelegates : IGeneralizedCopier, IGeneralizedCodec
{
    public bool IsSupportedType(Type type) => typeof(Delegate).IsAssignableFrom(type);

    public object? DeepCopy(object? input, CopyContext context) => input;

    public void WriteField<TBufferWriter>(
        ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, object? value)
        where TBufferWriter : System.Buffers.IBufferWriter<byte> => throw new NotSupportedException();

    public object? ReadValue<TInput>(ref Reader<TInput> reader, Field field) => throw new NotSupportedException();
}
