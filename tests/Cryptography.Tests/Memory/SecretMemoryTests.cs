using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ContextExchange.Cryptography.Tests.Memory;

public sealed class SecretMemoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(10_000)]
    public void ANewBufferIsZeroAndHoldsWhatIsWritten(int length)
    {
        using var buffer = new SecretBuffer(length);
        using var lease = buffer.Open();

        Assert.Equal(length, buffer.Length);
        Assert.Equal(-1, lease.Bytes.IndexOfAnyExcept((byte)0));
        lease.Bytes.Fill(7);
        using var again = buffer.Open();
        Assert.Equal(-1, again.Bytes.IndexOfAnyExcept((byte)7));
    }

    [Fact]
    public void ADisposedBufferIsWipedInPlace()
    {
        var buffer = SecretBuffer.CopyOf([.. Enumerable.Repeat((byte)0x5A, 48)]);
        nint address;
        using (var lease = buffer.Open())
            address = AddressOf(lease.Bytes);

        buffer.Dispose();

        // The slot belongs to a slab that lives as long as the process, so reading it is allowed. Another test may
        // have rented it meanwhile; what must not be there is our secret.
        var now = new byte[48];
        Marshal.Copy(address, now, 0, now.Length);
        Assert.NotEqual(Enumerable.Repeat((byte)0x5A, 48), now);
        Assert.Throws<ObjectDisposedException>(() => buffer.Open());
    }

    [Fact]
    public void ALeaseOutlivesTheDisposalOfItsBuffer()
    {
        var buffer = SecretBuffer.CopyOf("secret"u8);
        using var lease = buffer.Open();

        buffer.Dispose();

        Assert.Equal("secret"u8, lease.Bytes);
        Assert.Throws<ObjectDisposedException>(() => buffer.Open());
    }

    [Fact]
    public void AnEndedLeaseGivesNoBytes()
    {
        using var buffer = new SecretBuffer(8);
        var lease = buffer.Open();
        lease.Dispose();
        lease.Dispose();

        ObjectDisposedException? thrown = null;
        try
        {
            _ = lease.Bytes.Length;
        }
        catch (ObjectDisposedException exception)
        {
            thrown = exception;
        }

        Assert.NotNull(thrown);
    }

    [Fact]
    public void SlotsNeverOverlapAndAreHandedOutZeroed()
    {
        var seen = new HashSet<nint>();
        var buffers = new List<SecretBuffer>();
        for (var i = 0; i < 300; i++)
        {
            var buffer = new SecretBuffer(64);
            buffers.Add(buffer);
            using var lease = buffer.Open();
            Assert.Equal(-1, lease.Bytes.IndexOfAnyExcept((byte)0));
            lease.Bytes.Fill(0xFF);
            var address = AddressOf(lease.Bytes);
            Assert.Equal(0, address % 64);
            Assert.True(seen.Add(address));
        }

        buffers.ForEach(buffer => buffer.Dispose());
    }

    [Fact]
    public void RandomBuffersDiffer()
    {
        using var first = SecretBuffer.Random(32);
        using var second = SecretBuffer.Random(32);
        using var a = first.Open();
        using var b = second.Open();

        Assert.False(a.Bytes.SequenceEqual(b.Bytes));
    }

    [Fact]
    public void AnEmptyBufferIsAProgrammersError() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SecretBuffer(0));

    private static nint AddressOf(Span<byte> bytes) =>
        Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref MemoryMarshal.GetReference(bytes));
}
