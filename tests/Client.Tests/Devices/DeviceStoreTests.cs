using System.Text;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client.Tests.Devices;

public sealed class DeviceStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static byte[] Key => [1, 2, 3];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ACommittedRowIsThereAfterOpeningAgain()
    {
        using (var store = Open())
        {
            using var transaction = store.Begin();
            transaction.Put(DeviceTable.Inbox, Key, [7]);
            transaction.Commit();
        }

        using var again = Open();
        using var reading = again.Begin();
        Assert.Equal([7], reading.Get(DeviceTable.Inbox, Key));
    }

    [Fact]
    public void WhatIsNotCommittedIsUndone()
    {
        using var store = Open();
        using (var transaction = store.Begin()) transaction.Put(DeviceTable.Inbox, Key, [7]);
        using var reading = store.Begin();
        Assert.Null(reading.Get(DeviceTable.Inbox, Key));
    }

    [Fact]
    public void APartOfAGroupIsUndoneAloneAndTheRestIsStored()
    {
        using var store = Open();
        using (var group = store.BeginGroup())
        {
            using (var kept = store.Begin())
            {
                kept.Put(DeviceTable.Inbox, [1], [1]);
                kept.Commit();
            }

            using (var undone = store.Begin()) undone.Put(DeviceTable.Inbox, [2], [2]);
            group.Commit();
        }

        using var reading = store.Begin();
        Assert.Equal([1], reading.Get(DeviceTable.Inbox, [1]));
        Assert.Null(reading.Get(DeviceTable.Inbox, [2]));
    }

    [Fact]
    public void AGroupThatIsNotCommittedLeavesNothing()
    {
        using var store = Open();
        using (store.BeginGroup())
        {
            using var part = store.Begin();
            part.Put(DeviceTable.Inbox, Key, [1]);
            part.Commit();
        }

        using var reading = store.Begin();
        Assert.Null(reading.Get(DeviceTable.Inbox, Key));
    }

    [Fact]
    public void AScanGivesThePrefixInOrderUpToTheLimit()
    {
        using var store = Open();
        using var transaction = store.Begin();
        foreach (var key in (byte[][])[[5, 2], [5, 0xff], [5, 1], [4], [6]])
            transaction.Put(DeviceTable.Outbox, key, key);
        Assert.Equal([[5, 1], [5, 2], [5, 0xff]], transaction.Scan(DeviceTable.Outbox, [5], 10).Select(row => row.Key));
        Assert.Equal([[5, 1]], transaction.Scan(DeviceTable.Outbox, [5], 1).Select(row => row.Key));
        Assert.Equal(5, transaction.Scan(DeviceTable.Outbox, [], 10).Count);
    }

    [Fact]
    public void ASecondProcessIsToldThatTheStoreIsInUse()
    {
        using var store = Open();
        Assert.Equal("store-in-use", Assert.Throws<DeviceStoreException>(Open).Code);
    }

    [Fact]
    public void AnotherKeyFileOpensNothing()
    {
        Open().Dispose();
        File.Delete(_folder.File("key"));
        Assert.Equal("store-locked", Assert.Throws<DeviceStoreException>(Open).Code);
    }

    [Fact]
    public void APassphraseOpensWhatItProtectedAndNothingElseDoes()
    {
        OpenWith("right"u8).Dispose();
        OpenWith("right"u8).Dispose();
        Assert.Equal("store-locked", Assert.Throws<DeviceStoreException>(() => OpenWith("wrong"u8)).Code);
    }

    [Fact]
    public void FilesHoldNoSecretInTheClearAndOnlyTheirUserReadsThem()
    {
        var canary = Encoding.ASCII.GetBytes("canary-in-the-device-store");
        using var store = Open();
        using (var transaction = store.Begin())
        {
            transaction.Put(DeviceTable.Inbox, Key, canary);
            transaction.Commit();
        }

        foreach (var file in Directory.EnumerateFiles(_folder.Path))
        {
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            // The lock is empty, and only its holder may open it.
            if (file.EndsWith(".lock", StringComparison.Ordinal)) continue;
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            Assert.Equal(-1, copy.ToArray().AsSpan().IndexOf(canary));
        }
    }

    private DeviceStore Open()
    {
        using var protection = StoreProtection.FromKeyFile(_folder.File("key"));
        return DeviceStore.Open(_folder.File("device.db"), protection);
    }

    private DeviceStore OpenWith(ReadOnlySpan<byte> passphrase)
    {
        using var protection = StoreProtection.FromPassphrase(passphrase);
        return DeviceStore.Open(_folder.File("passphrase.db"), protection);
    }
}
