using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Client.Tests.Devices;

public sealed class OwnerKeysTests : IDisposable
{
    private static readonly byte[] Passphrase = "correct horse"u8.ToArray();
    private static readonly Uri Server = new("http://localhost:8080/");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AnOwnerWithoutAPassphraseIsReadAsItWasMade()
    {
        using var store = Open("a");
        using var made = OwnerKeys.Create(store, Server);
        using var read = OwnerKeys.Load(store)!;
        Assert.Equal((made.Owner, made.PublicKey, false), (read.Owner, read.PublicKey, read.IsProtected));
        Assert.Equal(made.PublicKey, read.Identity.RawPublicKey());
    }

    [Fact]
    public void UnderAPassphraseNothingButThePassphraseOpensThem()
    {
        using var store = Open("a");
        using (var made = OwnerKeys.Create(store, Server)) made.Protect(Passphrase);
        using var read = OwnerKeys.Load(store)!;
        Assert.Equal("owner-locked", Assert.Throws<ExchangeException>(() => read.Unlock()).Code);
        read.AskPassphrase = () => "wrong"u8.ToArray();
        Assert.Equal("wrong-passphrase", Assert.Throws<ExchangeException>(() => read.Unlock()).Code);
        Assert.Null(read.Describe().Viewers);
        read.AskPassphrase = () => [.. Passphrase];
        Assert.Equal(read.PublicKey, read.Identity.RawPublicKey());
        Assert.Empty(Rows(store, ClientTable.OwnerViewers));
    }

    [Fact]
    public void WhatIsChangedWhileOpenStaysUnderThePassphrase()
    {
        using var store = Open("a");
        using (var made = OwnerKeys.Create(store, Server))
        {
            made.Protect(Passphrase);
            made.KeepViewers([Viewer(1)]);
        }

        using var read = OwnerKeys.Load(store)!;
        read.Unlock(Passphrase);
        Assert.Equal(Viewer(1).NotBefore, Assert.Single(read.Open().Viewers).NotBefore);
        Assert.Empty(Rows(store, ClientTable.OwnerViewers));
    }

    [Fact]
    public void TakenOffThePassphraseTheyOpenByThemselvesAgain()
    {
        using var store = Open("a");
        using (var made = OwnerKeys.Create(store, Server))
        {
            made.KeepViewers([Viewer(1)]);
            made.Protect(Passphrase);
            made.Protect(null);
        }

        using var read = OwnerKeys.Load(store)!;
        Assert.Single(read.Open().Viewers);
    }

    [Fact]
    public void AnExportBringsKeysViewersAndAgentsToAnotherStore()
    {
        using var store = Open("a");
        using var made = OwnerKeys.Create(store, Server);
        made.KeepViewers([Viewer(1), Viewer(2)]);
        made.KeepAgent(new VaultAgent(AgentId.New().Value, ExportableKeys.New(SignatureAlgorithm.Ed25519), "desk"));
        using var other = Open("b");
        using var imported = OwnerKeys.Import(other, made.Export(Passphrase), Passphrase);
        Assert.Equal((made.Owner, made.PublicKey, Server), (imported.Owner, imported.PublicKey, imported.Server));
        Assert.Equal((2, "desk"), (imported.Open().Viewers.Count, Assert.Single(imported.Open().Agents).Name));
    }

    [Fact]
    public void AnImportOfTheSameOwnerAddsItsViewersAndAnotherOwnerIsRefused()
    {
        using var store = Open("a");
        using var made = OwnerKeys.Create(store, Server);
        var before = made.Export(Passphrase);
        made.KeepViewers([Viewer(1)]);
        using var other = Open("b");
        OwnerKeys.Import(other, before, Passphrase).Dispose();
        using var merged = OwnerKeys.Import(other, made.Export(Passphrase), Passphrase, () => [.. Passphrase]);
        Assert.Single(merged.Open().Viewers);

        using var third = Open("c");
        OwnerKeys.Create(third, Server).Dispose();
        Assert.Equal(
            "conflict", Assert.Throws<ExchangeException>(() => OwnerKeys.Import(third, before, Passphrase)).Code);
    }

    [Fact]
    public void AnInvitesSecretFollowsFromAgentAndOfferAlone()
    {
        using var agent = ExportableKeys.New(SignatureAlgorithm.Ed25519);
        using var other = ExportableKeys.New(SignatureAlgorithm.Ed25519);
        Assert.Equal(InviteSecret.Of(agent, 7), InviteSecret.Of(agent, 7));
        Assert.NotEqual(InviteSecret.Of(agent, 7), InviteSecret.Of(agent, 8));
        Assert.NotEqual(InviteSecret.Of(agent, 7), InviteSecret.Of(other, 7));
    }

    private DeviceStore Open(string name)
    {
        using var protection = StoreProtection.FromKeyFile(_folder.File(name + ".key"));
        return DeviceStore.Open(_folder.File(name + ".db"), protection);
    }

    private static VaultViewer Viewer(int day) => new(
        AgentId.New().Value, ExportableKeys.New(KeyAgreementAlgorithm.X25519), day * Cxe1Limits.Day,
        (day * Cxe1Limits.Day) + Cxe1Limits.ViewerLife);

    private static IReadOnlyList<DeviceRow> Rows(DeviceStore store, ClientTable table) =>
        DeviceProfile.WithTransaction(store, () => store.Scan(table, []));
}
