using System.Text.Json;
using System.Text.Json.Nodes;
using ContextExchange.Web.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ContextExchange.Web.Auth;

/// <summary>
/// The two WebAuthn ceremonies, by the framework's handler: user verification always, discoverable credentials (so no
/// list of them tells who has an account), no attestation, and only this server's own origins.
/// </summary>
internal sealed class PasskeyVerifier(
    SealedStates states, IGrainFactory grains, ServerAddress address, TimeProvider clock, IServiceProvider services,
    ILoggerFactory loggers) : IDisposable
{
    private const string Required = "required";

    /// <summary>Anybody signs in.</summary>
    private const string SignIn = "passkey sign-in";

    private readonly UserManager<AccountUser> _users = new(
        new AccountUserStore(grains), Options.Create(new IdentityOptions()), new PasswordHasher<AccountUser>(), [], [],
        new UpperInvariantLookupNormalizer(), new IdentityErrorDescriber(), services,
        loggers.CreateLogger<UserManager<AccountUser>>());

    /// <summary>Options for <c>navigator.credentials.get</c>; their challenge goes into the browser's cookie.</summary>
    public async Task<JsonElement> RequestOptionsAsync(HttpContext http)
    {
        var options = await Handler().MakeRequestOptionsAsync(null!, http);
        Keep(http, SignIn, options.AssertionState);
        return Parse(options.RequestOptionsJson);
    }

    /// <summary>Options for <c>navigator.credentials.create</c>; they ask for the PRF extension.</summary>
    public async Task<JsonElement> CreationOptionsAsync(HttpContext http, AccountView account)
    {
        var user = new PasskeyUserEntity
        {
            Id = account.Id.ToString(), Name = account.Email, DisplayName = account.Name,
        };
        var options = await Handler().MakeCreationOptionsAsync(user, http);
        Keep(http, AddingBy(http.Caller), options.AttestationState);
        var json = JsonNode.Parse(options.CreationOptionsJson)?.AsObject()
            ?? throw new InvalidOperationException("The creation options are no JSON object.");
        json["extensions"] = new JsonObject { ["prf"] = new JsonObject() };
        return Parse(json.ToJsonString());
    }

    /// <summary>A passkey that this session's human just made; null when anything about it is wrong.</summary>
    public async Task<Passkey?> AttestAsync(HttpContext http, JsonElement credential, string name)
    {
        var state = await TakeAsync(http, AddingBy(http.Caller));
        var result = state is null ? null : await Handler().PerformAttestationAsync(new PasskeyAttestationContext
        {
            HttpContext = http, CredentialJson = credential.GetRawText(), AttestationState = state,
        });
        if (result is not { Succeeded: true, Passkey: { IsUserVerified: true } made })
            return null;
        return new Passkey(
            AccountUserStore.IdOf(made.CredentialId), made.CredentialId, made.PublicKey, name, made.SignCount,
            made.Transports ?? [], made.IsBackupEligible, made.IsBackedUp, clock.GetUtcNow());
    }

    /// <summary>Who signed, and with what; null when anything is wrong. The counter is not judged yet.</summary>
    public async Task<(AccountView Account, PasskeyUse Use)?> AssertAsync(HttpContext http, JsonElement credential)
    {
        var state = await TakeAsync(http, SignIn);
        var result = state is null ? null : await Handler().PerformAssertionAsync(new PasskeyAssertionContext
        {
            HttpContext = http, CredentialJson = credential.GetRawText(), AssertionState = state,
        });
        return result is { Succeeded: true, User: { } user, Passkey: { } passkey }
            ? (user.View, new PasskeyUse(
                AccountUserStore.IdOf(passkey.CredentialId), passkey.SignCount, passkey.IsBackedUp))
            : null;
    }

    public void Dispose() => _users.Dispose();

    private PasskeyHandler<AccountUser> Handler() => new(_users, Options.Create(new IdentityPasskeyOptions
    {
        AuthenticatorTimeout = SealedStates.Lifetime,
        UserVerificationRequirement = Required,
        ResidentKeyRequirement = Required,
        AttestationConveyancePreference = "none",
        ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && address.IsOwnOrigin(context.Origin)),
    }));

    private void Keep(HttpContext http, string purpose, string? state)
    {
        var (text, expires) = states.Seal(
            purpose, state ?? throw new InvalidOperationException("The passkey handler gave no state."));
        PasskeyCookie.Set(http.Response, text, expires);
    }

    private ValueTask<string?> TakeAsync(HttpContext http, string purpose)
    {
        PasskeyCookie.Clear(http.Response);
        return states.UseAsync(purpose, http.Request.Cookies[PasskeyCookie.Name]);
    }

    /// <summary>This session adds a passkey to its account.</summary>
    private static string AddingBy(CredentialSubject session) => "passkey of " + session.CredentialId;

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
