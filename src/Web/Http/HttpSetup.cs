using System.Net;
using ContextExchange.Web.Auth;
using ContextExchange.Web.Mail;
using ContextExchange.Web.Pages;
using ContextExchange.Web.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace ContextExchange.Web.Http;

/// <summary>Puts the REST interface and the pages into a host.</summary>
public static class HttpSetup
{
    /// <summary>
    /// Adds what the routes need. <see cref="ServerOptions"/> and a <see cref="StoreProbe"/> must be there too.
    /// </summary>
    public static IServiceCollection AddExchangeHttp(this IServiceCollection services)
    {
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ServerOptions>>().Value);
        services.AddSingleton(AddressOf);
        services.AddSingleton(provider =>
            new BootstrapFile(Path.Combine(provider.GetRequiredService<ServerOptions>().DataFolder, "bootstrap")));
        services.AddSingleton<Bootstrap>().AddSingleton<Registration>().AddSingleton<SignIn>()
            .AddSingleton<OwnerSessions>();
        services.AddSingleton<SignInMails>().AddSingleton<AccountOpening>().AddSingleton<LinkSignIn>()
            .AddSingleton<AddressChange>()
            .AddSingleton<AccountNotices>().AddSingleton<OwnerBinding>();
        services.AddMail();
        services.AddSingleton<Enrolment>().AddSingleton<KeyRing>().AddSingleton<Invitations>();
        services.AddSingleton<AgentRemoval>();
        services.AddSingleton<LongPoll>().AddSingleton<ActivityFeed>().AddSingleton<StreamPlaces>();
        services.AddSingleton(_ => PageFiles.OfAssembly()).AddSingleton<UnknownPage>();
        services.AddSingleton<LimitAllowances>().AddSingleton<RequestLimiter>().AddSingleton<RefusalBursts>();
        services.AddSingleton<SecurityHeaders>().AddSingleton<AuditTrail>().AddSingleton<FailureBoundary>();
        services.AddSingleton<HttpsRedirect>().AddSingleton<OriginGuard>().AddSingleton<LimitMiddleware>();
        services.AddSingleton<BodyGuard>().AddSingleton<Idempotency>();
        services.AddSingleton(new TextWriterOfConsole(Console.Out));
        services.AddHostedService<Welcome>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options => UseOnly(options.SerializerOptions));
        services.AddMetrics().AddSingleton<ExchangeMetrics>();
        services.AddExchangeOpenApi();
        return services;
    }

    /// <summary>The way of a request, outermost first.</summary>
    public static void UseExchangeHttp(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var options = app.Services.GetRequiredService<ServerOptions>();
        if (options.TrustedProxies.Length > 0)
            app.UseForwardedHeaders(Forwarding(options));
        app.UseMiddleware<SecurityHeaders>();
        app.UseExchangeMetrics(options);
        app.UseMiddleware<AuditTrail>();
        app.UseMiddleware<FailureBoundary>();
        if (options.HasCertificate)
            app.UseMiddleware<HttpsRedirect>();
        app.UseMiddleware<OriginGuard>();
        app.UseRouting();
        app.UseMiddleware<LimitMiddleware>();
        app.UseMiddleware<UnknownPage>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<AccountGuard>();
        app.UseMiddleware<BodyGuard>();
        app.UseMiddleware<Idempotency>();
    }

    /// <summary>Every route of exchange-v1, section 4, and the pages.</summary>
    public static void MapExchangeHttp(this IEndpointRouteBuilder routes)
    {
        routes.MapChallenges();
        routes.MapOwners();
        routes.MapSessions();
        routes.MapSignUp();
        routes.MapSignInLinks();
        routes.MapPasskeys();
        routes.MapTotp();
        routes.MapIssuers();
        routes.MapAccount();
        routes.MapAddress();
        routes.MapAccounts();
        routes.MapNotifications();
        routes.MapTickets();
        routes.MapAgents();
        routes.MapKeys();
        routes.MapDevices();
        routes.MapInvites();
        routes.MapConnections();
        routes.MapConversations();
        routes.MapMessages();
        routes.MapApprovals();
        routes.MapActivity();
        routes.MapAudit();
        routes.MapCluster();
        routes.MapHealth();
        routes.MapExchangeOpenApi();
        routes.MapPages();
    }

    /// <summary>The framework's own JSON settings are replaced by the generated, strict ones.</summary>
    private static void UseOnly(System.Text.Json.JsonSerializerOptions options)
    {
        var strict = ExchangeJson.Default.Options;
        options.TypeInfoResolverChain.Clear();
        options.TypeInfoResolverChain.Add(ExchangeJson.Default);
        options.PropertyNamingPolicy = strict.PropertyNamingPolicy;
        options.PropertyNameCaseInsensitive = false;
        options.NumberHandling = strict.NumberHandling;
        options.DefaultIgnoreCondition = strict.DefaultIgnoreCondition;
        options.UnmappedMemberHandling = strict.UnmappedMemberHandling;
        options.AllowDuplicateProperties = strict.AllowDuplicateProperties;
        options.RespectNullableAnnotations = strict.RespectNullableAnnotations;
        options.RespectRequiredConstructorParameters = strict.RespectRequiredConstructorParameters;
        foreach (var converter in strict.Converters)
            options.Converters.Add(converter);
    }

    /// <summary>Only the address is taken from a proxy, never host or scheme: those are what PublicUrl says.</summary>
    private static ForwardedHeadersOptions Forwarding(ServerOptions options)
    {
        var forwarding =
            new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        forwarding.KnownIPNetworks.Clear();
        forwarding.KnownProxies.Clear();
        foreach (var proxy in options.TrustedProxies.Split(
            ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (IPAddress.TryParse(proxy, out var address))
                forwarding.KnownProxies.Add(address);
            else
                forwarding.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
        }

        return forwarding;
    }

    private static ServerAddress AddressOf(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<ServerOptions>();
        return new ServerAddress(options.PublicUrl, () => options.Port != 0 ? options.Port : BoundPort(provider));
    }

    private static int BoundPort(IServiceProvider provider) =>
        provider.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses
            .Select(address => BindingAddress.Parse(address).Port).FirstOrDefault() ?? 0;
}
