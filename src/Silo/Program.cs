using ContextExchange.Grains;
using ContextExchange.Silo;
using ContextExchange.Web.Gateway;
using ContextExchange.Web.Http;

// A flag without a value: the settings would take the next one for it.
string[] settings = [.. args.Where(argument => argument != HealthCheck.Flag)];
var options = new ServerOptions();
try
{
    ServerSetup.CheckArguments(settings);
    var builder = WebApplication.CreateBuilder(settings);
    options = builder.AddServer(settings, SiloSetup.Sections);
    if (settings.Length < args.Length)
        return await HealthCheck.RunAsync(options);

    // First: the store may bring the clock, and everything that comes after it takes whichever there is.
    builder.AddStorage(options);
    builder.Services.AddSecrets();
    builder.AddGrains();
    builder.Services.AddContextExchangeGrains(builder.Configuration.GetSection("Grains").Bind);
    builder.Services.AddExchangeHttp();
    builder.Services.AddGateway(builder.Configuration.GetSection("Gateway").Bind);
    builder.AddCluster(options);
    var app = builder.Build();
    // Before the store is opened, which makes the database: beside one that is there, no secret is made.
    app.Services.GetRequiredService<ServerSecrets>();
    app.UseExchangeHttp();
    app.MapExchangeHttp();
    app.MapGateway();
    await app.RunToEndAsync();
    return 0;
}
catch (Exception exception) when (StartFailure.Explain(exception, options) is { } problems)
{
    await Console.Error.WriteLineAsync("The server cannot start:");
    foreach (var problem in problems)
        await Console.Error.WriteLineAsync("  " + problem);
    return 2;
}
