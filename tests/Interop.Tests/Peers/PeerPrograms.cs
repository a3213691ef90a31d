using System.Diagnostics;

[assembly: AssemblyFixture(typeof(ContextExchange.Interop.Tests.Peers.PeerPrograms))]

namespace ContextExchange.Interop.Tests.Peers;

/// <summary>
/// The TypeScript peers: bundled once a run from the sources of this checkout, started when a test first needs them.
/// Node and Chromium are prerequisites that ./test installs; a run without them fails.
/// </summary>
public sealed class PeerPrograms : IAsyncLifetime
{
    private readonly Lazy<PeerProcess> _node;
    private readonly Lazy<PeerProcess> _chromium;
    private readonly Lazy<PeerProcess> _plainPage;

    public PeerPrograms()
    {
        _node = new(() => PeerProcess.Start("Node", Bundle("peer.node.mjs")));
        _chromium = new(() => PeerProcess.Start(
            "Chromium", Bundle("chromium.mjs"), Bundle("peer.browser.js"), "localhost"));
        _plainPage = new(() => PeerProcess.Start(
            "Chromium on plain http", Bundle("chromium.mjs"), Bundle("peer.browser.js"), "cex.example"));
    }

    internal PeerProcess Node => _node.Value;

    internal PeerProcess Chromium => _chromium.Value;

    internal PeerProcess PlainPage => _plainPage.Value;

    public async ValueTask InitializeAsync()
    {
        var start = new ProcessStartInfo("node", [Path.Combine(Repository.Sdk, "interop", "build.js")])
        {
            RedirectStandardError = true,
        };
        using var build = Process.Start(start) ?? throw new InvalidOperationException("node did not start.");
        var errors = await build.StandardError.ReadToEndAsync();
        await build.WaitForExitAsync();
        if (build.ExitCode != 0)
            throw new InvalidOperationException($"The peers do not build (eng/sdk installs what they need): {errors}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in (Lazy<PeerProcess>[])[_node, _chromium, _plainPage])
            if (peer.IsValueCreated)
                await peer.Value.DisposeAsync();
    }

    private static string Bundle(string name) => Path.Combine(Repository.Sdk, "interop", "dist", name);
}
