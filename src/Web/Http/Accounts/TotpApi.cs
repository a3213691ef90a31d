using System.Security.Cryptography;
using System.Text;
using ContextExchange.Web.Auth;
using ContextExchange.Web.Words;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ContextExchange.Web.Http;

/// <summary>One-time codes, for people without passkeys.</summary>
internal static class TotpApi
{
    private const int SecretSize = 20;
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static void MapTotp(this IEndpointRouteBuilder routes)
    {
        var totp = routes.MapGroup("/v1/account/totp").WithTags("Accounts");
        totp.MapPost("", Begin).For(Access.Account).NeedsRecentSignIn().Audited("totp.begin")
            .Describe("Get a secret for an authenticator.", "It counts once a code of it was confirmed.");
        totp.MapPost("confirm", Confirm).For(Access.Account).NeedsRecentSignIn().Audited("totp.confirm")
            .Describe("Confirm the secret with a code; answers 10 recovery codes, shown once.");
        totp.MapDelete("", Remove).For(Access.Account).NeedsRecentSignIn().Audited("totp.remove")
            .Describe("Remove the secret and the recovery codes.");
    }

    private static async Task<Results<Ok<TotpSecret>, Refused>> Begin(HttpContext http, IGrainFactory grains)
    {
        var grain = grains.Account(http.CallingAccount.Account);
        if (await grain.Get() is not { } account)
            return new Refused(Refusal.NotFound);
        var secret = RandomNumberGenerator.GetBytes(SecretSize);
        var refusal = await grain.BeginTotp(secret);
        if (refusal != Refusal.None)
            return new Refused(refusal);
        var text = TextOf(secret);
        return TypedResults.Ok(new TotpSecret(
            text, $"otpauth://totp/ContextExchange:{Uri.EscapeDataString(account.Email)}?secret={text}"
                + "&issuer=ContextExchange&algorithm=SHA1&digits=6&period=30"));
    }

    private static async Task<Results<Ok<RecoveryCodesAnswer>, Refused>> Confirm(
        CodeBody body, HttpContext http, IGrainFactory grains, AccountNotices notices)
    {
        var grain = grains.Account(http.CallingAccount.Account);
        var codes = await grain.ConfirmTotp(body.Code);
        if (codes.Refusal != Refusal.None)
            return new Refused(codes.Refusal == Refusal.Unauthenticated ? Refusal.InvalidSignature : codes.Refusal);
        if (await grain.Get() is { } account)
            notices.Tell(account, English.CodesSetUp);
        return TypedResults.Ok(new RecoveryCodesAnswer(codes.Codes));
    }

    private static async Task<Results<NoContent, Refused>> Remove(
        HttpContext http, IGrainFactory grains, AccountNotices notices)
    {
        var grain = grains.Account(http.CallingAccount.Account);
        var refusal = await grain.RemoveTotp();
        if (refusal == Refusal.None && await grain.Get() is { } account)
            notices.Tell(account, English.CodesRemoved);
        return Answers.Done(refusal);
    }

    /// <summary>RFC 4648 base 32; 20 bytes are 32 characters without padding.</summary>
    private static string TextOf(ReadOnlySpan<byte> secret)
    {
        var text = new StringBuilder(secret.Length * 8 / 5);
        var (bits, count) = (0, 0);
        foreach (var value in secret)
        {
            (bits, count) = ((bits << 8) | value, count + 8);
            for (; count >= 5; count -= 5)
                text.Append(Base32[(bits >> (count - 5)) & 31]);
            bits &= (1 << count) - 1;
        }

        return text.ToString();
    }
}
