using System.Collections.Immutable;
using System.Security.Cryptography;

namespace ContextExchange.Cryptography.Cxe1;

/// <summary>
/// Makes this device's prekeys and keeps their private halves, each until its end: a signed prekey for 8 days after it
/// may be used, a reply prekey for 9 days, any but a signed one only until the epoch that uses it.
/// </summary>
public static class PrekeyShelf
{
    private const int RowSize = 1 + 32;

    /// <summary>
    /// Makes signed (SPK) or one-time (OPK) prekeys, stores their private halves and returns what to publish.
    /// </summary>
    /// <param name="store">The device's store.</param>
    /// <param name="device">The device.</param>
    /// <param name="kind">Signed or one-time; reply prekeys are made by epochs only.</param>
    /// <param name="count">How many, from 1.</param>
    /// <param name="now">Unix milliseconds.</param>
    public static ImmutableArray<Prekey> Publish(
        IDeviceStore store, DeviceKeys device, PrekeyKind kind, int count, long now) =>
        Publish(store, device, kind, count, now, Randomness.System);

    internal static ImmutableArray<Prekey> Publish(
        IDeviceStore store, DeviceKeys device, PrekeyKind kind, int count, long now, FillRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(kind, PrekeyKind.ReplyPrekey);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        using var transaction = store.Begin();
        var made = ImmutableArray.CreateBuilder<Prekey>(count);
        for (var i = 0; i < count; i++) made.Add(Make(transaction, device, kind, now, random));
        transaction.Commit();
        return made.MoveToImmutable();
    }

    /// <summary>
    /// How many one-time prekeys to publish now: enough for 100 at the server, but none while it still has 25.
    /// </summary>
    /// <param name="atServer">How many of this device's one-time prekeys the server says that it has, from 0.</param>
    public static int MissingOneTime(int atServer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(atServer);
        return atServer < Cxe1Limits.OneTimePrekeysLow ? Cxe1Limits.OneTimePrekeys - atServer : 0;
    }

    /// <summary>Destroys the private halves whose time is over, and everything else that is due.</summary>
    /// <param name="store">The device's store.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <returns>How many private halves were destroyed.</returns>
    public static int Sweep(IDeviceStore store, long now)
    {
        var before = Count(store);
        ExpiringState.Destroy(store, now);
        return before - Count(store);
    }

    /// <summary>Makes one prekey within a transaction.</summary>
    internal static Prekey Make(
        IDeviceTransaction transaction, DeviceKeys device, PrekeyKind kind, long now, FillRandom random)
    {
        Span<byte> row = stackalloc byte[RowSize];
        try
        {
            row[0] = (byte)kind;
            random(row[1..]);
            using var key = Key.Import(KeyAgreementAlgorithm.X25519, row[1..], KeyBlobFormat.RawPrivateKey);
            var prekey = Prekey.Issue(device.Dsk, device.Agent, device.Device, kind, key.RawPublicKey(), now);
            transaction.PutUntil(DeviceTable.Prekeys, prekey.KeyId.ToArray(), row, DestroyedAt(prekey));
            return prekey;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(row);
        }
    }

    /// <summary>The private half of a prekey and its kind, or null if it is not (or no longer) here.</summary>
    internal static (Key Key, PrekeyKind Kind)? Find(IDeviceTransaction transaction, Bytes32 keyId)
    {
        if (transaction.Get(DeviceTable.Prekeys, keyId.ToArray()) is not { } row) return null;
        try
        {
            var key = Key.Import(KeyAgreementAlgorithm.X25519, row.AsSpan(1), KeyBlobFormat.RawPrivateKey);
            return (key, (PrekeyKind)row[0]);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(row);
        }
    }

    /// <summary>Deletes the private half that an epoch was opened with, unless its kind serves for many.</summary>
    internal static void Consume(IDeviceTransaction transaction, Bytes32 keyId, PrekeyKind kind)
    {
        if (kind != PrekeyKind.SignedPrekey) transaction.Delete(DeviceTable.Prekeys, keyId.ToArray());
    }

    private static int Count(IDeviceStore store)
    {
        using var transaction = store.Begin();
        return transaction.Scan(DeviceTable.Prekeys, [], int.MaxValue).Count;
    }

    private static long DestroyedAt(Prekey prekey) => prekey.Kind == PrekeyKind.ReplyPrekey
        ? prekey.Created + Cxe1Limits.ReplyPrekeyKept
        : prekey.NotAfter + Cxe1Limits.SignedPrekeyGrace;
}
