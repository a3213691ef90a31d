using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace ContextExchange.Web.Tests.Accounts;

/// <summary>
/// An authenticator with one discoverable ES256 credential, and the browser around it. What it says can be bent: the
/// origin, user verification, the counter.
/// </summary>
internal sealed class SoftwareAuthenticator : IDisposable
{
    private const byte UserPresent = 0x01;
    private const byte UserVerified = 0x04;
    private const byte HasCredential = 0x40;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _id = RandomNumberGenerator.GetBytes(32);
    private string? _user;

    public string Origin { get; set; } = "http://localhost:8080";

    public string RelyingParty { get; set; } = "localhost";

    public bool VerifiesUser { get; set; } = true;

    /// <summary>Counts up with every use; 0 where the authenticator keeps no counter.</summary>
    public uint Counter { get; set; }

    /// <summary>Answers <c>navigator.credentials.create</c>.</summary>
    public JsonObject Create(JsonObject options)
    {
        _user = (string)options["user"]!["id"]!;
        byte[] credential = [.. new byte[16], 0, (byte)_id.Length, .. _id, .. CoseKey()];
        byte[] authenticatorData = [.. AuthenticatorData(HasCredential), .. credential];
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Text(ClientData("webauthn.create", options)),
            ["attestationObject"] = Text(AttestationObject(authenticatorData)),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>Answers <c>navigator.credentials.get</c>.</summary>
    public JsonObject Get(JsonObject options)
    {
        var authenticatorData = AuthenticatorData(0);
        var clientData = ClientData("webauthn.get", options);
        var signature = _key.SignData(
            [.. authenticatorData, .. SHA256.HashData(clientData)], HashAlgorithmName.SHA256,
            DSASignatureFormat.Rfc3279DerSequence);
        return Credential(new JsonObject
        {
            ["clientDataJSON"] = Text(clientData),
            ["authenticatorData"] = Text(authenticatorData),
            ["signature"] = Text(signature),
            ["userHandle"] = _user,
        });
    }

    /// <summary>The whole ceremony of adding a passkey to the signed-in account.</summary>
    public async Task<HttpResponseMessage> AddToAsync(TestBrowser browser)
    {
        var options = await OptionsAsync(browser, "/v1/account/passkeys/options");
        return await browser.PostAsync("/v1/account/passkeys", Addition(Create(options)));
    }

    /// <summary>The whole ceremony of signing in.</summary>
    public async Task<HttpResponseMessage> SignInAsync(TestBrowser browser)
    {
        var options = await OptionsAsync(browser, "/v1/sign-in/passkey/options");
        return await browser.PostAsync("/v1/sign-in/passkey", new JsonObject { ["credential"] = Get(options) });
    }

    public static async Task<JsonObject> OptionsAsync(TestBrowser browser, string path)
    {
        using var answer = await browser.PostAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.ReadAsync();
    }

    public static JsonObject Addition(JsonObject credential) =>
        new() { ["credential"] = credential, ["name"] = "Laptop" };

    public void Dispose() => _key.Dispose();

    private JsonObject Credential(JsonObject response) => new()
    {
        ["id"] = Text(_id),
        ["rawId"] = Text(_id),
        ["type"] = "public-key",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    };

    private byte[] ClientData(string type, JsonObject options) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["type"] = type,
        ["challenge"] = (string)options["challenge"]!,
        ["origin"] = Origin,
        ["crossOrigin"] = false,
    }.ToJsonString());

    private byte[] AuthenticatorData(byte flags)
    {
        var counter = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
        return
        [
            .. SHA256.HashData(Encoding.ASCII.GetBytes(RelyingParty)),
            (byte)(flags | UserPresent | (VerifiesUser ? UserVerified : 0)), .. counter,
        ];
    }

    /// <summary>CBOR: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}.</summary>
    private byte[] CoseKey()
    {
        var point = _key.ExportParameters(includePrivateParameters: false).Q;
        return
        [
            0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!,
        ];
    }

    /// <summary>CBOR: {"fmt": "none", "attStmt": {}, "authData": bytes of 24 to 255}.</summary>
    private static byte[] AttestationObject(byte[] authenticatorData) =>
    [
        0xa3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xa0, 0x68, .. "authData"u8, 0x58,
        (byte)authenticatorData.Length, .. authenticatorData,
    ];

    private static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);
}
