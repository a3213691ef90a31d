using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Cryptography.Tests.Cxe1;

/// <summary>Bytes that no honest writer makes, one row for every rule of the tables.</summary>
public sealed class RecordRefusalTests
{
    private static readonly Dictionary<string, string> Valid =
        VectorFiles.Read<Dictionary<string, string>>("records.json");

    [Theory]
    [InlineData("agent certificate", 80, "0020000000000000", Cxe1Error.NumberOutOfRange)]
    [InlineData("device certificate", 0, "02", Cxe1Error.UnknownValue)]
    [InlineData("device certificate", 97, "0020000000000000", Cxe1Error.NumberOutOfRange)]
    [InlineData("device certificate", 105, "0000000000000000", Cxe1Error.LifetimeOutOfRange)]
    [InlineData("device certificate", 97, "0000000000000000", Cxe1Error.LifetimeOutOfRange)]
    [InlineData("device list 2", 0, "01", Cxe1Error.UnknownValue)]
    [InlineData("device list 2", 49, "00000000", Cxe1Error.NumberOutOfRange)]
    [InlineData("device list 2", 49, "00000001", Cxe1Error.NumberOutOfRange)]
    [InlineData("device list 1", 49, "00000002", Cxe1Error.NumberOutOfRange)]
    [InlineData("device list 2", 93, "01", Cxe1Error.WrongLength)]
    [InlineData("device list 2", 93, "ff", Cxe1Error.WrongLength)]
    [InlineData("device list 2", 142, "ffffffffffffffff", Cxe1Error.NumberOutOfRange)]
    [InlineData("device list 2", 94, "ffffffffffffffffffffffffffffffff", Cxe1Error.NotSorted)]
    [InlineData("viewer certificate", 0, "0002", Cxe1Error.UnknownSuite)]
    [InlineData("viewer certificate", 90, "0000000000000000", Cxe1Error.LifetimeOutOfRange)]
    [InlineData("signed prekey", 0, "0100", Cxe1Error.UnknownSuite)]
    [InlineData("signed prekey", 34, "00", Cxe1Error.UnknownValue)]
    [InlineData("signed prekey", 34, "04", Cxe1Error.UnknownValue)]
    [InlineData("signed prekey", 34, "03", Cxe1Error.LifetimeOutOfRange)]
    [InlineData("signed prekey", 75, "001fffffffffffff", Cxe1Error.LifetimeOutOfRange)]
    [InlineData("signed prekey", 75, "ffffffffffffffff", Cxe1Error.NumberOutOfRange)]
    [InlineData("terms", 220, "02", Cxe1Error.UnknownValue)]
    [InlineData("terms", 238, "03", Cxe1Error.UnknownValue)]
    [InlineData("terms", 239, "03", Cxe1Error.UnknownValue)]
    [InlineData("terms", 176, "00000000", Cxe1Error.NumberOutOfRange)]
    [InlineData("terms", 212, "ffffffffffffffff", Cxe1Error.NumberOutOfRange)]
    [InlineData("terms", 222, "ffffffffffffffffffffffffffffffff", Cxe1Error.NotSorted)]
    [InlineData("terms", 221, "03", Cxe1Error.WrongLength)]
    [InlineData("connect proof", 96, "0020000000000000", Cxe1Error.NumberOutOfRange)]
    public void ARecordOutsideItsTableIsRefused(string name, int offset, string bytes, Cxe1Error expected)
    {
        var record = Hex(Valid[name]);
        Hex(bytes).CopyTo(record, offset);
        Assert.Equal(expected, Parse(name, record));
    }

    [Fact]
    public void EveryValidRecordIsReadAndOneByteMoreOrLessIsNot()
    {
        foreach (var (name, text) in Valid.Where(entry => entry.Value.Length > 64))
        {
            Assert.Equal(Cxe1Error.None, Parse(name, Hex(text)));
            Assert.Equal(Cxe1Error.WrongLength, Parse(name, [.. Hex(text), 0]));
            Assert.Equal(Cxe1Error.WrongLength, Parse(name, Hex(text)[..^1]));
        }
    }

    [Fact]
    public void TheSameEntryTwiceIsRefused()
    {
        var list = Hex(Valid["device list 2"]);
        list.AsSpan(94, 56).CopyTo(list.AsSpan(150));
        Assert.Equal(Cxe1Error.NotSorted, Parse("device list 2", list));
        var terms = Hex(Valid["terms"]);
        terms.AsSpan(222, 18).CopyTo(terms.AsSpan(240));
        Assert.Equal(Cxe1Error.NotSorted, Parse("terms", terms));
    }

    [Fact]
    public void ADeviceCertificateIsNoDeviceListAndTheReverse()
    {
        Assert.False(DeviceList.TryParse(Hex(Valid["device certificate"]), out _, out _));
        Assert.False(DeviceCertificate.TryParse(Hex(Valid["device list 1"]), out _, out _));
    }

    private static Cxe1Error Parse(string name, byte[] record)
    {
        var error = Cxe1Error.None;
        _ = name switch
        {
            "agent certificate" => AgentCertificate.TryParse(record, out _, out error),
            "device certificate" => DeviceCertificate.TryParse(record, out _, out error),
            "device list 1" or "device list 2" => DeviceList.TryParse(record, out _, out error),
            "viewer certificate" => ViewerCertificate.TryParse(record, out _, out error),
            "signed prekey" or "one-time prekey" or "reply prekey" => Prekey.TryParse(record, out _, out error),
            "terms" => ConnectionTerms.TryParse(record, out _, out error),
            "connect proof" => ConnectProof.TryParse(record, out _, out error),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };
        return error;
    }
}
