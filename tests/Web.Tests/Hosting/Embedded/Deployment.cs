using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace ContextExchange.Web.Tests.Hosting;

/// <summary>Reads the files that people deploy by.</summary>
internal static class Deployment
{
    /// <summary>The documents of a YAML file of the checkout, merges (<c>&lt;&lt;</c>) carried out.</summary>
    public static IReadOnlyList<YamlMappingNode> Read(string file)
    {
        using var text = new StreamReader(Path.Combine(Repository.Root, file));
        var stream = new YamlStream();
        stream.Load(new MergingParser(new Parser(text)));
        return [.. stream.Documents.Select(document => (YamlMappingNode)document.RootNode)];
    }

    extension(YamlNode node)
    {
        /// <summary>A member, by its path; fails with the path where there is none.</summary>
        public YamlNode At(params ReadOnlySpan<string> path)
        {
            var at = node;
            foreach (var name in path)
                at = at is YamlMappingNode map && map.Children.TryGetValue(name, out var next)
                    ? next
                    : throw new KeyNotFoundException($"There is no {string.Join('.', path)}.");
            return at;
        }

        public bool Has(string name) => node is YamlMappingNode map && map.Children.ContainsKey(name);

        public string Text => ((YamlScalarNode)node).Value ?? "";

        public IEnumerable<YamlNode> Items => (YamlSequenceNode)node;

        public IEnumerable<string> Texts => node.Items.Select(item => item.Text);

        public IEnumerable<(string Name, YamlNode Value)> Members =>
            ((YamlMappingNode)node).Children.Select(pair => (pair.Key.Text, pair.Value));
    }
}
