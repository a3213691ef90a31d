using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ContextExchange.Cryptography;
using ContextExchange.Cryptography.Cxe1;

namespace ContextExchange.Web.Tests;

/// <summary>An owner with a key, as a client would have one.</summary>
internal sealed class TestOwner(TestServer server)
{
    public OwnerId Id { get; } = OwnerId.New();

    public Key Key { get; } = Keys.New();

    public string Session { get; private set; } = "";

    public long Now => server.Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A client with the owner's session.</summary>
    public HttpClient Http => server.With(Session);

    public static async Task<TestOwner> RegisterAsync(
        TestServer server, string name = "Ada", string? bootstrap = null, string? email = null)
    {
        var owner = new TestOwner(server);
        var body = await owner.RegistrationAsync(name);
        if (bootstrap is not null)
            body["bootstrap"] = bootstrap;
        if (email is not null)
            body["email"] = email;
        using var answer = await server.Anonymous().PostAsJsonAsync("/v1/owners", body);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        owner.Session = (await answer.ReadAsync())["session"]!.GetValue<string>();
        return owner;
    }

    public async Task<JsonObject> RegistrationAsync(string name = "Ada")
    {
        var body = await Proofs.MakeAsync(server, Key, Id.Value, Guid.Empty);
        body["owner"] = Id.ToString();
        body["displayName"] = name;
        body["identityKey"] = Base64Url.EncodeToString(Key.RawPublicKey().ToArray());
        return body;
    }

    public async Task<TestAgent> AddAgentAsync(string name = "alice")
    {
        var agent = new TestAgent(server, this, name);
        using var answer = await Http.PostAsJsonAsync("/v1/agents", agent.Registration());
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        agent.ApiKey = (await answer.ReadAsync())["apiKey"]!.GetValue<string>();
        return agent;
    }
}

/// <summary>An agent with one device.</summary>
internal sealed class TestAgent(TestServer server, TestOwner owner, string name)
{
    private TestServer _server = server;

    public AgentId Id { get; } = AgentId.New();

    public DeviceId Device { get; } = DeviceId.New();

    public Key Key { get; } = Keys.New();

    public Key DeviceKey { get; } = Keys.New();

    public TestOwner Owner => owner;

    public string Name => name;

    public string ApiKey { get; set; } = "";

    public string Path => $"/v1/agents/{Id}";

    public TermsParty Party => new(Id.Value, Key.HashOfPublicKey(), owner.Key.HashOfPublicKey());

    /// <summary>Talks to another start of the same server from now on.</summary>
    public TestAgent On(TestServer again)
    {
        _server = again;
        return this;
    }

    public long Now => _server.Time.GetUtcNow().ToUnixTimeMilliseconds();

    public JsonObject Registration() => new()
    {
        ["agent"] = Id.ToString(),
        ["displayName"] = name,
        ["certificate"] = Base64Url.EncodeToString(
            AgentCertificate.Issue(owner.Key, Id.Value, Key.RawPublicKey(), Now).Bytes.Span),
    };

    public JsonObject Enrolment(DeviceId? device = null, Key? key = null) => new()
    {
        ["device"] = (device ?? Device).ToString(),
        ["name"] = "laptop",
        ["certificate"] = Base64Url.EncodeToString(DeviceCertificate.Issue(
            Key, Id.Value, (device ?? Device).Value, (key ?? DeviceKey).RawPublicKey(), Now,
            Now + (long)TimeSpan.FromDays(7).TotalMilliseconds).Bytes.Span),
    };

    /// <summary>Enrols the device with the API key.</summary>
    public async Task<TestAgent> EnrolAsync()
    {
        using var answer = await _server.With(ApiKey).PostAsJsonAsync(Path + "/devices", Enrolment());
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return this;
    }

    /// <summary>Waits until the agent listens: a long poll or a socket has subscribed to its mailbox.</summary>
    public async Task OnlineAsync()
    {
        using var patience = new CancellationTokenSource(TestServer.Patience);
        while (!(bool)(await (await owner.Http.GetAsync(Path, patience.Token)).ReadAsync())["online"]!)
            patience.Token.ThrowIfCancellationRequested();
    }

    /// <summary>A client with a session of the key (S).</summary>
    public async Task<HttpClient> AsAgentAsync()
    {
        using var answer = await _server.With(ApiKey).PostAsync("/v1/sessions/agent", null);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return _server.With((await answer.ReadAsync())["session"]!.GetValue<string>());
    }

    public async Task<JsonObject> DeviceProofAsync()
    {
        var body = await Proofs.MakeAsync(_server, DeviceKey, Id.Value, Device.Value);
        body["agent"] = Id.ToString();
        body["device"] = Device.ToString();
        return body;
    }

    /// <summary>A client with a session of the proven device (D).</summary>
    public async Task<HttpClient> AsDeviceAsync()
    {
        using var answer = await _server.Anonymous().PostAsJsonAsync("/v1/sessions/device", await DeviceProofAsync());
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return _server.With((await answer.ReadAsync())["session"]!.GetValue<string>());
    }
}

internal static class Keys
{
    public static Key New()
    {
        var parameters = new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport };
        return Key.Create(SignatureAlgorithm.Ed25519, in parameters);
    }
}

internal static class Proofs
{
    /// <summary>A fresh challenge, signed: <c>nonce</c>, <c>expiry</c>, <c>signature</c>.</summary>
    public static async Task<JsonObject> MakeAsync(
        TestServer server, Key key, Guid agent, Guid device, string? origin = null, TimeSpan? life = null)
    {
        using var answer = await server.Anonymous().PostAsync("/v1/challenges", null);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var nonce = Base64Url.DecodeFromChars((await answer.ReadAsync())["nonce"]!.GetValue<string>());
        var expiry = server.Time.GetUtcNow().Add(life ?? TimeSpan.FromSeconds(60)).ToUnixTimeMilliseconds();
        var proof = ConnectProof.Issue(
            key, ConnectProof.HashOfOrigin(origin ?? "http://localhost:8080"), agent, device, new Bytes32(nonce),
            expiry);
        return new JsonObject
        {
            ["nonce"] = Base64Url.EncodeToString(nonce),
            ["expiry"] = expiry,
            ["signature"] = Base64Url.EncodeToString(proof.Bytes.Span[^64..]),
        };
    }
}

internal static class AnswerReading
{
    public static async Task<JsonObject> ReadAsync(this HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();

    /// <summary>The problem's code; fails when the answer is no problem document.</summary>
    public static async Task<string> CodeAsync(this HttpResponseMessage answer)
    {
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        return (await answer.ReadAsync())["code"]!.GetValue<string>();
    }
}
