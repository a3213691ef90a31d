using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;

namespace ContextExchange.Web.Auth;

/// <summary>Puts authentication and authorization into a host.</summary>
public static class AuthSetup
{
    /// <summary>Adds credentials, sign-in and the policies. A route without a policy is closed to everybody.</summary>
    public static IServiceCollection AddExchangeAuth(
        this IServiceCollection services, Func<IServiceProvider, Pepper> pepper)
    {
        services.AddSingleton(pepper);
        services.AddSingleton<Challenges>();
        services.AddSingleton<ConnectProofs>();
        services.AddSingleton<CredentialChecker>();
        services.AddSingleton<CredentialIssuer>();
        services.AddSingleton<LiveSessions>();
        services.AddSingleton<ILiveStreams>(provider => provider.GetRequiredService<LiveSessions>());
        services.AddHostedService<RevocationFollower>();
        services.AddSingleton<AccountSessions>().AddSingleton<CsrfTokens>().AddSingleton<AccountGuard>();
        services.AddSingleton<SealedStates>().AddSingleton<PasskeyVerifier>();
        services.AddSingleton<IssuerHttp>().AddSingleton<OpenIdFlow>().AddSingleton<GitHubFlow>()
            .AddSingleton<IssuerSignIn>();
        // The core only: the full set brings a key ring that nothing here uses and that would be written to the home
        // folder.
        services.AddWebEncoders();
        services.AddTransient<CredentialHandler>();
        services.AddAuthenticationCore(options =>
        {
            options.DefaultScheme = CredentialHandler.SchemeName;
            options.AddScheme<CredentialHandler>(CredentialHandler.SchemeName, displayName: null);
        });
        services.AddSingleton<IAuthorizationHandler, AccessHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusals>();
        var policies = services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build());
        foreach (var access in Enum.GetValues<Access>())
            policies.AddPolicy(access.ToString(), policy => policy.AddRequirements(new AccessRequirement(access)));
        return services;
    }
}
