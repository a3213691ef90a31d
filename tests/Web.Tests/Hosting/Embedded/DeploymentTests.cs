using System.Diagnostics;
using System.Text.RegularExpressions;
using ContextExchange.Silo;
using ContextExchange.Web.Http;
using ContextExchange.Web.Tests.Http;
using YamlDotNet.RepresentationModel;

namespace ContextExchange.Web.Tests.Hosting;

/// <summary>
/// What <c>docker-compose.cluster.yml</c> and <c>deploy/kubernetes</c> say against what the server really has:
/// settings, routes, secrets; and what no deployment of ours may lack.
/// </summary>
public sealed partial class DeploymentTests
{
    private const string Compose = "docker-compose.cluster.yml";
    private const string SecretMount = "/run/secrets/";

    private static readonly string[] ServerSecrets = ["pepper", "lineage-key", "column-key"];

    private static YamlNode Services => Deployment.Read(Compose)[0].At("services");

    private static IEnumerable<YamlNode> Silos =>
        Services.Members.Where(service => service.Name.StartsWith("silo-", StringComparison.Ordinal))
            .Select(service => service.Value);

    private static YamlNode Pod => Manifests.Single(manifest => manifest.At("kind").Text == "StatefulSet")
        .At("spec", "template", "spec");

    private static YamlNode Container => Assert.Single(Pod.At("containers").Items);

    private static string[] KubernetesSecrets =>
    [
        .. Pod.At("volumes").Items.Single(volume => volume.At("name").Text == "secrets")
            .At("secret", "items").Items.Select(item => item.At("path").Text),
    ];

    private static IReadOnlyList<YamlNode> Manifests =>
    [
        .. Deployment.Read("deploy/kubernetes/kustomization.yaml")[0].At("resources").Texts
            .SelectMany(file => Deployment.Read($"deploy/kubernetes/{file}")),
    ];

    [Fact]
    public void ThreeSilosDifferInTheirNamesOnly()
    {
        Assert.Equal(3, Silos.Count());
        foreach (var name in (string[])["CEX_Cluster__SiloId", "CEX_Cluster__Advertise"])
            Assert.Equal(3, Silos.Select(silo => silo.At("environment", name).Text).Distinct().Count());
        foreach (var name in (string[])["CEX_PublicUrl", "CEX_Postgres", "CEX_TrustedProxies", "CEX_SecretsFolder"])
            Assert.Single(Silos.Select(silo => silo.At("environment", name).Text).Distinct());
    }

    [Fact]
    public void EveryVariableOfASiloIsASettingOfTheServer()
    {
        var compose = Silos.SelectMany(silo => silo.At("environment").Members).Select(member => member.Name);
        var kubernetes = Container.At("env").Items.Select(variable => variable.At("name").Text);
        var configuration = Manifests.Single(manifest => manifest.At("kind").Text == "ConfigMap").At("data").Members
            .Select(member => member.Name);

        Assert.All([.. compose, .. kubernetes, .. configuration], name => Assert.True(IsSetting(name), name));
    }

    [Fact]
    public void OneSiloAndNoMoreMakesTheAdministratorsLink()
    {
        Assert.Single(Silos, silo => silo.At("environment", "CEX_Welcome").Text != "none");
        Assert.Equal("none", Variable("CEX_Welcome"));
        Assert.Contains(
            "*-0) export CEX_Welcome=/data/welcome", Container.At("command").Texts.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void EverySecretIsAFileThatMakeSecretsMakes()
    {
        var made = MadeSecrets();
        var secrets = Deployment.Read(Compose)[0].At("secrets").Members.ToDictionary(
            secret => secret.Name, secret => secret.Value.At("file").Text);

        foreach (var (_, service) in Services.Members)
            Assert.All(service.At("secrets").Texts, name => Assert.Equal($"./secrets/{name}", secrets[name]));
        foreach (var silo in Silos)
            Assert.Empty(ServerSecrets.Except(silo.At("secrets").Texts));
        Assert.Empty(secrets.Keys.Except(made));
        // The database of a Kubernetes cluster is another one's, and so is its authority.
        Assert.Empty(KubernetesSecrets.Except(made).Except(["database-authority.pem"]));
        // What signs the certificates of silos is on no server.
        Assert.Contains("silo-authority-key.pem", made);
        Assert.DoesNotContain("silo-authority-key.pem", secrets.Keys.Concat(KubernetesSecrets));
    }

    [Fact]
    public void WhatASettingNamesAsASecretIsMounted()
    {
        foreach (var silo in Silos)
            Assert.All(
                PathsIn(silo.At("environment").Members.Select(member => member.Value.Text)),
                path => Assert.Contains(path[SecretMount.Length..], silo.At("secrets").Texts));
        var mounted = KubernetesSecrets;
        Assert.Empty(ServerSecrets.Except(mounted));
        var values = Container.At("env").Items.Where(variable => variable.Has("value"))
            .Select(variable => variable.At("value").Text)
            .Concat(Manifests.Single(manifest => manifest.At("kind").Text == "ConfigMap").At("data").Members
                .Select(member => member.Value.Text));
        Assert.All(
            PathsIn(values).Where(path => path.StartsWith(SecretMount + "contextexchange/", StringComparison.Ordinal)),
            path => Assert.Contains(path[(SecretMount + "contextexchange/").Length..], mounted));
    }

    [Fact]
    public void NoImageFloats()
    {
        var images = Services.Members.Select(service => service.Value.At("image").Text)
            .Append(Container.At("image").Text);

        Assert.All(images, image => Assert.Matches(Pinned(), image));
    }

    [Fact]
    public void NobodyIsRootAndNothingIsWritableButWhatIsMounted()
    {
        foreach (var (_, service) in Services.Members)
        {
            Assert.Matches("^[1-9][0-9]*:[1-9][0-9]*$", service.At("user").Text);
            Assert.Equal("true", service.At("read_only").Text);
            Assert.Equal(["ALL"], service.At("cap_drop").Texts);
            Assert.Contains("no-new-privileges:true", service.At("security_opt").Texts);
        }

        Assert.Equal("true", Pod.At("securityContext", "runAsNonRoot").Text);
        Assert.Equal("true", Container.At("securityContext", "readOnlyRootFilesystem").Text);
        Assert.Equal("false", Container.At("securityContext", "allowPrivilegeEscalation").Text);
        Assert.Equal(["ALL"], Container.At("securityContext", "capabilities", "drop").Texts);
    }

    [Fact]
    public void ProbesAskRoutesThatExistAndStopsLeaveTimeToDrain()
    {
        using var server = new TestServer();
        var routes = RouteTable.Mapped(server).Select(route => route.Path).ToArray();
        foreach (var probe in (string[])["startupProbe", "readinessProbe", "livenessProbe"])
            Assert.Contains(Container.At(probe, "httpGet", "path").Text, routes);
        Assert.Contains("GET uri /health/ready", Proxy(), StringComparison.Ordinal);
        foreach (var (_, service) in Services.Members) Assert.True(service.Has("healthcheck"));

        // The drain takes 25 seconds at most, and the pause before it 5.
        Assert.All(Silos, silo => Assert.True(int.Parse(silo.At("stop_grace_period").Text.TrimEnd('s')) > 25));
        Assert.True(int.Parse(Pod.At("terminationGracePeriodSeconds").Text) > 30);
        Assert.True(Container.Has("lifecycle"));
    }

    [Fact]
    public void AnUpdateTakesOnePodAfterTheOther()
    {
        var budget = Manifests.Single(manifest => manifest.At("kind").Text == "PodDisruptionBudget");
        var label = Manifests.Single(manifest => manifest.At("kind").Text == "StatefulSet")
            .At("spec", "selector", "matchLabels", "app").Text;

        Assert.Equal("1", budget.At("spec", "maxUnavailable").Text);
        Assert.Equal(label, budget.At("spec", "selector", "matchLabels", "app").Text);
        Assert.All(
            Manifests.Where(manifest => manifest.At("kind").Text == "Service"),
            service => Assert.Equal(label, service.At("spec", "selector", "app").Text));
    }

    [Fact]
    public void ASiloIsFoundUnderTheNameThatItAdvertises()
    {
        var headless = Manifests.Single(manifest =>
            manifest.At("kind").Text == "Service" && manifest.At("spec").Has("publishNotReadyAddresses"));

        Assert.Equal(
            $"$(CEX_Cluster__SiloId).{headless.At("metadata", "name").Text}:7946", Variable("CEX_Cluster__Advertise"));
        foreach (var service in Silos)
        {
            var name = service.At("hostname").Text;
            Assert.Equal($"{name}:7946", service.At("environment", "CEX_Cluster__Advertise").Text);
            Assert.Contains($"server {name} {name}:8080 check", Proxy(), StringComparison.Ordinal);
        }
    }

    /// <summary>Runs <c>eng/make-secrets --cluster</c> in a folder of its own and lists what it made.</summary>
    private static string[] MadeSecrets()
    {
        var folder = Directory.CreateTempSubdirectory("cex-secrets-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "eng"));
        var script = Path.Combine(folder, "eng", "make-secrets");
        File.Copy(Path.Combine(Repository.Root, "eng", "make-secrets"), script);
        using var process = Process.Start(
            new ProcessStartInfo("bash", [script, "--cluster"]) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
        var made = Directory.EnumerateFiles(Path.Combine(folder, "secrets")).Select(file => Path.GetFileName(file))
            .ToArray();
        Directory.Delete(folder, recursive: true);
        return made;
    }

    private static string Variable(string name) =>
        Container.At("env").Items.Single(variable => variable.At("name").Text == name).At("value").Text;

    private static string Proxy() => string.Concat(((string[])["haproxy.cfg", "compose.cfg"]).Select(file =>
        File.ReadAllText(Path.Combine(Repository.Root, "deploy", "haproxy", file))));

    private static IEnumerable<string> PathsIn(IEnumerable<string> values) =>
        values.SelectMany(value => SecretPath().Matches(value)).Select(match => match.Value);

    /// <summary><c>CEX_</c>, then a setting of the server or, behind <c>Cluster__</c>, of its cluster.</summary>
    private static bool IsSetting(string variable)
    {
        var name = variable.StartsWith("CEX_", StringComparison.Ordinal) ? variable[4..] : "";
        return name.StartsWith("Cluster__", StringComparison.Ordinal)
            ? typeof(ClusterSettings).GetProperty(name["Cluster__".Length..]) is not null
            : typeof(ServerOptions).GetProperty(name) is { CanWrite: true };
    }

    [GeneratedRegex(@"^[a-z/.-]+:[0-9]+\.[0-9]+[0-9a-z.-]*$")]
    private static partial Regex Pinned();

    [GeneratedRegex(@"/run/secrets/[A-Za-z0-9./-]*[a-z]\b")]
    private static partial Regex SecretPath();
}
