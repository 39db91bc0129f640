<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
    <context>
        <name>AddressSuggestion</name>
        <message>
            <source>Enter ↵</source>
            <translation>回车 ↵</translation>
        </message>
    </context>
    <context>
        <name>AdoptedApps</name>
        <message>
            <source>Hugging Face cache</source>
            <translation>Hugging Face 缓存</translation>
        </message>
        <message>
            <source>Not on this computer</source>
            <translation>这台电脑上没有</translation>
        </message>
        <message>
            <source>No models that can be used</source>
            <translation>没有可用的模型</translation>
        </message>
        <message>
            <source>One model</source>
            <translation>1 个模型</translation>
        </message>
        <message>
            <source>{count} models</source>
            <translation>{count} 个模型</translation>
        </message>
    </context>
    <context>
        <name>AnswerBar</name>
        <message>
            <source>Copied</source>
            <translation>已复制</translation>
        </message>
        <message>
            <source>Copy the answer</source>
            <translation>复制回答</translation>
        </message>
        <message>
            <source>Answer again</source>
            <translation>重新回答</translation>
        </message>
        <message>
            <source>Earlier answer</source>
            <translation>上一个回答</translation>
        </message>
        <message>
            <source>%1/%2</source>
            <translation>%1/%2</translation>
        </message>
        <message>
            <source>Later answer</source>
            <translation>下一个回答</translation>
        </message>
        <message>
            <source>Interrupted; what had come is kept</source>
            <translation>回答中断，已有内容已保留</translation>
        </message>
    </context>
    <context>
        <name>AnswerTurn</name>
        <message>
            <source>Answer</source>
            <translation>回答</translation>
        </message>
        <message>
            <source>The rest is too long to be shown. Copying the answer gives all of it.</source>
            <translation>其余部分太长，不再显示。复制回答可得到全文。</translation>
        </message>
        <message>
            <source>Loading the model …</source>
            <translation>正在加载模型…</translation>
        </message>
        <message>
            <source>Reading your question …</source>
            <translation>正在阅读你的问题…</translation>
        </message>
    </context>
    <context>
        <name>BinDialog</name>
        <message>
            <source>Bin</source>
            <translation>回收站</translation>
        </message>
        <message>
            <source>The bin is empty. Models that you delete wait here until you empty it.</source>
            <translation>回收站是空的。删除的模型会先放在这里，清空后才真正删除。</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Empty the bin …</source>
            <translation>清空回收站…</translation>
        </message>
        <message>
            <source>Put back</source>
            <translation>放回原处</translation>
        </message>
        <message>
            <source>Empty the bin?</source>
            <translation>清空回收站？</translation>
        </message>
        <message>
            <source>Delete for good</source>
            <translation>彻底删除</translation>
        </message>
    </context>
    <context>
        <name>ChatPage</name>
        <message>
            <source>{rate} tokens/s</source>
            <translation>{rate} 词元/秒</translation>
        </message>
    </context>
    <context>
        <name>ChatView</name>
        <message>
            <source>What is on your mind?</source>
            <translation>想聊点什么？</translation>
        </message>
        <message>
            <source>Everything stays on this computer: your questions, the answers and the model.</source>
            <translation>提问、回答和模型都只在这台电脑上。</translation>
        </message>
    </context>
    <context>
        <name>CodeBlock</name>
        <message>
            <source>Code</source>
            <translation>代码</translation>
        </message>
        <message>
            <source>Don't wrap long lines</source>
            <translation>不折行</translation>
        </message>
        <message>
            <source>Wrap long lines</source>
            <translation>长行折行</translation>
        </message>
        <message>
            <source>Copied</source>
            <translation>已复制</translation>
        </message>
        <message>
            <source>Copy the code</source>
            <translation>复制代码</translation>
        </message>
    </context>
    <context>
        <name>Composer</name>
        <message>
            <source>Ask anything</source>
            <translation>随便问</translation>
        </message>
        <message>
            <source>Download a model first</source>
            <translation>请先下载一个模型</translation>
        </message>
        <message>
            <source>Your question</source>
            <translation>你的问题</translation>
        </message>
        <message>
            <source>Stop (Esc)</source>
            <translation>停止（Esc）</translation>
        </message>
        <message>
            <source>Send (Enter)</source>
            <translation>发送（Enter）</translation>
        </message>
    </context>
    <context>
        <name>ConversationItem</name>
        <message>
            <source>Name of the chat</source>
            <translation>对话名称</translation>
        </message>
        <message>
            <source>Rename or delete</source>
            <translation>重命名或删除</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>重命名</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
    </context>
    <context>
        <name>ConversationList</name>
        <message>
            <source>New chat</source>
            <translation>新对话</translation>
        </message>
        <message>
            <source>Ctrl+N</source>
            <translation>Ctrl+N</translation>
        </message>
        <message>
            <source>Chats</source>
            <translation>对话</translation>
        </message>
        <message>
            <source>Your chats will be listed here.</source>
            <translation>对话会列在这里。</translation>
        </message>
    </context>
    <context>
        <name>Conversations</name>
        <message>
            <source>New chat</source>
            <translation>新对话</translation>
        </message>
        <message>
            <source>“{title}” was deleted</source>
            <translation>已删除“{title}”</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
    </context>
    <context>
        <name>CopyButton</name>
        <message>
            <source>Copy details</source>
            <translation>复制详情</translation>
        </message>
        <message>
            <source>Copied</source>
            <translation>已复制</translation>
        </message>
    </context>
    <context>
        <name>Dialog</name>
        <message>
            <source>OK</source>
            <translation>好</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
    </context>
    <context>
        <name>Discover</name>
        <message>
            <source>{shown} of {all} models</source>
            <translation>{all} 个模型中的 {shown} 个</translation>
        </message>
        <message>
            <source>One model</source>
            <translation>1 个模型</translation>
        </message>
        <message>
            <source>{count} models</source>
            <translation>{count} 个模型</translation>
        </message>
        <message>
            <source>No answer from {hubs}</source>
            <translation>{hubs} 没有响应</translation>
        </message>
        <message>
            <source>What you see of it is from earlier, and says from when.</source>
            <translation>显示的是之前的结果，并注明了时间。</translation>
        </message>
        <message>
            <source>Open {repo}</source>
            <translation>打开 {repo}</translation>
        </message>
        <message>
            <source>Open {repo} on {hub}</source>
            <translation>打开 {hub} 上的 {repo}</translation>
        </message>
    </context>
    <context>
        <name>DiscoverView</name>
        <message>
            <source>Search, or paste an address</source>
            <translation>搜索，或粘贴网址</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>重试</translation>
        </message>
        <message>
            <source>Choose a model</source>
            <translation>选择模型</translation>
        </message>
        <message>
            <source>Its sizes, what it needs and what its licence allows are shown here.</source>
            <translation>这里会显示它的各种大小、所需资源和许可证允许的用途。</translation>
        </message>
    </context>
    <context>
        <name>DiskRow</name>
        <message>
            <source>, </source>
            <comment>between folders</comment>
            <translation>、</translation>
        </message>
        <message>
            <source>not there now</source>
            <translation>现在不在</translation>
        </message>
        <message>
            <source>{size} of models</source>
            <translation>模型 {size}</translation>
        </message>
        <message>
            <source>{models} · {free} free</source>
            <translation>{models} · 剩余 {free}</translation>
        </message>
    </context>
    <context>
        <name>DownloadSettings</name>
        <message>
            <source>{size} free</source>
            <translation>剩余 {size}</translation>
        </message>
        <message>
            <source>Write megabytes a second as a number, like 2.5</source>
            <translation>请填写每秒多少 MB，例如 2.5</translation>
        </message>
    </context>
    <context>
        <name>DownloadStep</name>
        <message>
            <source>Download and chat</source>
            <translation>下载并开始对话</translation>
        </message>
        <message>
            <source>Asking the hubs …</source>
            <translation>正在询问模型站…</translation>
        </message>
        <message>
            <source>Download %1 and chat</source>
            <translation>下载 %1 并开始对话</translation>
        </message>
        <message>
            <source>Download</source>
            <translation>下载</translation>
        </message>
        <message>
            <source>%1. %2</source>
            <translation>%1。%2</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>重试</translation>
        </message>
    </context>
    <context>
        <name>DownloadsHeader</name>
        <message>
            <source>Downloads</source>
            <translation>下载</translation>
        </message>
        <message>
            <source>How fast all downloads together may get</source>
            <translation>所有下载合计的最高速度</translation>
        </message>
        <message>
            <source>Pause all</source>
            <translation>全部暂停</translation>
        </message>
        <message>
            <source>Resume all</source>
            <translation>全部继续</translation>
        </message>
    </context>
    <context>
        <name>DownloadsPage</name>
        <message>
            <source>Cancelled: {name}</source>
            <translation>已取消：{name}</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>{count} running</source>
            <translation>{count} 个下载中</translation>
        </message>
        <message>
            <source>{count} waiting</source>
            <translation>{count} 个等待中</translation>
        </message>
        <message>
            <source>{count} paused</source>
            <translation>{count} 个已暂停</translation>
        </message>
        <message>
            <source>{count} stopped</source>
            <translation>{count} 个已停止</translation>
        </message>
        <message>
            <source>{size} to come</source>
            <translation>还剩 {size}</translation>
        </message>
        <message>
            <source>about {duration}</source>
            <translation>大约 {duration}</translation>
        </message>
        <message>
            <source>At most {rate}</source>
            <translation>最高 {rate}</translation>
        </message>
        <message>
            <source>No speed limit</source>
            <translation>不限速</translation>
        </message>
    </context>
    <context>
        <name>DownloadsView</name>
        <message>
            <source>No downloads</source>
            <translation>没有下载任务</translation>
        </message>
        <message>
            <source>What you download appears here with its speed and what is left. It goes on where it stopped, even after a power cut.</source>
            <translation>下载任务会显示在这里，包括速度和剩余时间。即使断电，也会从中断处继续。</translation>
        </message>
        <message>
            <source>Find a model</source>
            <translation>找一个模型</translation>
        </message>
        <message>
            <source>Speed limit of all downloads</source>
            <translation>所有下载的限速</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>重试</translation>
        </message>
        <message>
            <source>Speed limit of this download</source>
            <translation>这个下载的限速</translation>
        </message>
    </context>
    <context>
        <name>Elsewhere</name>
        <message>
            <source>, </source>
            <comment>between names</comment>
            <translation>、</translation>
        </message>
        <message>
            <source>{names} and {last}</source>
            <translation>{names}和 {last}</translation>
        </message>
    </context>
    <context>
        <name>EndpointDelegate</name>
        <message>
            <source>In use</source>
            <translation>使用中</translation>
        </message>
        <message>
            <source>Take %1 from the list</source>
            <translation>把 %1 移出列表</translation>
        </message>
    </context>
    <context>
        <name>ErrorState</name>
        <message>
            <source>Try again</source>
            <translation>再试一次</translation>
        </message>
    </context>
    <context>
        <name>Failed</name>
        <message>
            <source>Fireseed</source>
            <translation>火种</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>退出</translation>
        </message>
    </context>
    <context>
        <name>FailureCard</name>
        <message>
            <source>Reload and continue</source>
            <translation>重新加载并继续</translation>
        </message>
        <message>
            <source>Dismiss</source>
            <translation>知道了</translation>
        </message>
    </context>
    <context>
        <name>FilterBar</name>
        <message>
            <source>Filters</source>
            <translation>筛选</translation>
        </message>
        <message>
            <source>Size: %1</source>
            <translation>大小：%1</translation>
        </message>
        <message>
            <source>Opens a list of sizes</source>
            <translation>打开大小列表</translation>
        </message>
        <message>
            <source>Clear filters</source>
            <translation>清除筛选</translation>
        </message>
    </context>
    <context>
        <name>FirstCard</name>
        <message>
            <source>Fast</source>
            <translation>轻快</translation>
        </message>
        <message>
            <source>Balanced</source>
            <translation>均衡</translation>
        </message>
        <message>
            <source>Strongest</source>
            <translation>最强</translation>
        </message>
        <message>
            <source>%1. %2</source>
            <translation>%1：%2</translation>
        </message>
    </context>
    <context>
        <name>Fits</name>
        <message>
            <source>Runs well</source>
            <translation>运行流畅</translation>
        </message>
        <message>
            <source>Runs, partly on the processor</source>
            <translation>能运行，一部分由处理器承担</translation>
        </message>
        <message>
            <source>Runs slowly</source>
            <translation>能运行，但较慢</translation>
        </message>
        <message>
            <source>Does not fit: {missing} short</source>
            <translation>放不下：还差 {missing}</translation>
        </message>
        <message>
            <source>about {rate} tokens/s</source>
            <translation>约 {rate} 词元/秒</translation>
        </message>
        <message>
            <source>{low} to {high} tokens/s</source>
            <translation>{low} 到 {high} 词元/秒</translation>
        </message>
        <message>
            <source>{free} of memory is free now.</source>
            <translation>现在有 {free} 空闲内存。</translation>
        </message>
        <message>
            <source>Free now: {own} on the graphics card, {shared} of main memory.</source>
            <translation>现在空闲：显卡 {own}，内存 {shared}。</translation>
        </message>
        <message>
            <source>Weights {weights}, context {context} for {tokens} tokens, working memory {working}</source>
            <translation>权重 {weights}，{tokens} 词元的上下文 {context}，运行开销 {working}</translation>
        </message>
        <message>
            <source>Processor</source>
            <translation>处理器</translation>
        </message>
        <message>
            <source>{device}: {layers} layers, {need} of {free}</source>
            <translation>{device}：{layers} 层，需 {need}，空闲 {free}</translation>
        </message>
        <message>
            <source>It starts with a context of {used} tokens; the model can take up to {trained}.</source>
            <translation>加载时的上下文为 {used} 词元；模型最多支持 {trained}。</translation>
        </message>
        <message>
            <source>{need} needed, {free} free</source>
            <translation>需 {need}，空闲 {free}</translation>
        </message>
    </context>
    <context>
        <name>FolderRows</name>
        <message>
            <source>Add a folder</source>
            <translation>添加文件夹</translation>
        </message>
        <message>
            <source>Not there now</source>
            <translation>目前不在</translation>
        </message>
        <message>
            <source>Take %1 from the list</source>
            <translation>把 %1 移出列表</translation>
        </message>
    </context>
    <context>
        <name>HubSettings</name>
        <message>
            <source>Automatic</source>
            <translation>自动</translation>
        </message>
        <message>
            <source>Whoever answers soonest from here</source>
            <translation>谁在这里响应最快就用谁</translation>
        </message>
        <message>
            <source>Mirror</source>
            <translation>镜像</translation>
        </message>
        <message>
            <source>A hub of its own, with the same protocol</source>
            <translation>独立的模型站，接口相同</translation>
        </message>
        <message>
            <source>{count} ms</source>
            <translation>{count} 毫秒</translation>
        </message>
        <message>
            <source>{title} ({reason})</source>
            <translation>{title}（{reason}）</translation>
        </message>
        <message>
            <source>An address begins with https://</source>
            <translation>网址应以 https:// 开头</translation>
        </message>
        <message>
            <source>This is not a web address. It looks like https://hf-mirror.com</source>
            <translation>这不是网址。网址类似 https://hf-mirror.com</translation>
        </message>
        <message>
            <source>Leave out user names, passwords and anything after a ? or #</source>
            <translation>请去掉用户名、密码以及 ? 或 # 之后的部分</translation>
        </message>
        <message>
            <source>http:// is for your own network only. Use https:// here</source>
            <translation>http:// 只能用于自己的内网，这里请用 https://</translation>
        </message>
        <message>
            <source>On, because Fireseed speaks Chinese with you</source>
            <translation>已开启，因为界面语言是中文</translation>
        </message>
        <message>
            <source>Off now; on by itself when Fireseed speaks Chinese. Its addresses can be pasted either way</source>
            <translation>目前关闭，界面为中文时自动开启。它的网址始终可以粘贴使用</translation>
        </message>
        <message>
            <source>Not searched. Its addresses can be pasted either way</source>
            <translation>不参与搜索。它的网址始终可以粘贴使用</translation>
        </message>
    </context>
    <context>
        <name>LibraryBin</name>
        <message>
            <source>Its disk is not there now</source>
            <translation>所在的磁盘现在不在</translation>
        </message>
        <message>
            <source>One model, {size}. It takes its room until the bin is emptied.</source>
            <translation>1 个模型，{size}。清空回收站之前，仍会占用空间。</translation>
        </message>
        <message>
            <source>{count} models, {size}. They take their room until the bin is emptied.</source>
            <translation>{count} 个模型，{size}。清空回收站之前，仍会占用空间。</translation>
        </message>
        <message>
            <source>The model is deleted for good, and {size} become free. There is no way back.</source>
            <translation>这个模型将被彻底删除，腾出 {size}，无法恢复。</translation>
        </message>
        <message>
            <source>All {count} models are deleted for good, and {size} become free. There is no way back.</source>
            <translation>全部 {count} 个模型将被彻底删除，腾出 {size}，无法恢复。</translation>
        </message>
    </context>
    <context>
        <name>LibraryFoot</name>
        <message>
            <source>No models yet</source>
            <translation>还没有模型</translation>
        </message>
        <message>
            <source>Models that you download live here. Each one is checked against what its publisher released.</source>
            <translation>下载的模型都放在这里，每一个都与发布者发布的内容核对过。</translation>
        </message>
        <message>
            <source>Find a model</source>
            <translation>找一个模型</translation>
        </message>
        <message>
            <source>No model here is called that</source>
            <translation>没有叫这个名字的模型</translation>
        </message>
        <message>
            <source>The filter looks at names, owners, variants and the apps that models belong to.</source>
            <translation>可以按名称、发布者、版本和所属的应用筛选。</translation>
        </message>
    </context>
    <context>
        <name>LibraryHeader</name>
        <message>
            <source>Library</source>
            <translation>模型库</translation>
        </message>
        <message>
            <source>Check all</source>
            <translation>全部校验</translation>
        </message>
        <message>
            <source>Reads every byte again, without being in your way</source>
            <translation>在后台重新读取每个字节，不影响其他操作</translation>
        </message>
        <message>
            <source>Look for newer versions</source>
            <translation>查找新版本</translation>
        </message>
        <message>
            <source>Asks the hubs that these models came from</source>
            <translation>向这些模型来自的模型站查询</translation>
        </message>
        <message>
            <source>Bin (%1)</source>
            <translation>回收站（%1）</translation>
        </message>
        <message>
            <source>Bin</source>
            <translation>回收站</translation>
        </message>
        <message>
            <source>Filter by name</source>
            <translation>按名称筛选</translation>
        </message>
    </context>
    <context>
        <name>LibraryLine</name>
        <message>
            <source>Models of other apps wait to be read</source>
            <translation>其他应用的模型等待读取</translation>
        </message>
        <message>
            <source>Go on</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>Found in another app, being read once: {name}</source>
            <translation>在其他应用中找到，正在读取一遍：{name}</translation>
        </message>
        <message>
            <source>{count} more to come</source>
            <translation>还有 {count} 个</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
        <message>
            <source>Looking for models of other apps ended early</source>
            <translation>查找其他应用的模型时中断了</translation>
        </message>
        <message>
            <source>One model of another app can't be used</source>
            <translation>其他应用有 1 个模型无法使用</translation>
        </message>
        <message>
            <source>{count} models of other apps can't be used</source>
            <translation>其他应用有 {count} 个模型无法使用</translation>
        </message>
        <message>
            <source>Look again</source>
            <translation>重新查找</translation>
        </message>
        <message>
            <source>The check was broken off</source>
            <translation>校验中断了</translation>
        </message>
        <message>
            <source>Stopping</source>
            <translation>正在停止</translation>
        </message>
        <message>
            <source>Checking {name} · {done} of {total}</source>
            <translation>正在校验 {name} · {done} / {total}</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>{sound} of {count} models are as they were</source>
            <translation>{count} 个模型中有 {sound} 个完好</translation>
        </message>
        <message>
            <source>Every byte of the model is as it was</source>
            <translation>模型的每个字节都完好</translation>
        </message>
        <message>
            <source>Every byte of all {count} models is as it was</source>
            <translation>全部 {count} 个模型的每个字节都完好</translation>
        </message>
        <message>
            <source>Looking for newer versions · {done} of {total}</source>
            <translation>正在查找新版本 · {done} / {total}</translation>
        </message>
        <message>
            <source>Looking for newer versions was broken off</source>
            <translation>查找新版本时中断了</translation>
        </message>
        <message>
            <source>None of these models came from a hub that can be asked</source>
            <translation>这些模型都不是来自可以查询的模型站</translation>
        </message>
        <message>
            <source>One model has a newer version</source>
            <translation>有 1 个模型出了新版本</translation>
        </message>
        <message>
            <source>{count} models have a newer version</source>
            <translation>有 {count} 个模型出了新版本</translation>
        </message>
        <message>
            <source>Nothing newer was found</source>
            <translation>没有找到新版本</translation>
        </message>
        <message>
            <source>There is nothing newer than these models</source>
            <translation>所有模型都是最新的</translation>
        </message>
        <message>
            <source>{count} could not be asked about</source>
            <translation>{count} 个未能查询</translation>
        </message>
        <message>
            <source>{count} models have the same {size} each</source>
            <translation>{count} 个模型各存了一份相同的 {size}</translation>
        </message>
        <message>
            <source>{size} of these models are here more than once</source>
            <translation>这些模型中有 {size} 存了不止一份</translation>
        </message>
        <message>
            <source>Share the space …</source>
            <translation>合并占用…</translation>
        </message>
        <message>
            <source>{size} are free now</source>
            <translation>已腾出 {size}</translation>
        </message>
        <message>
            <source>No space was freed; every model is as it was</source>
            <translation>没有腾出空间，模型都保持原样</translation>
        </message>
        <message>
            <source>Comparing every byte of {name}, then sharing the space</source>
            <translation>正在逐字节比对 {name}，随后合并占用</translation>
        </message>
        <message>
            <source>{name}, of {app}</source>
            <translation>{name}（{app}）</translation>
        </message>
        <message>
            <source>A model in the models folder is not in the list</source>
            <translation>模型文件夹中有 1 个模型不在列表里</translation>
        </message>
        <message>
            <source>{count} models in the models folders are not in the list</source>
            <translation>模型文件夹中有 {count} 个模型不在列表里</translation>
        </message>
        <message>
            <source>Parts of a model are missing in the models folder</source>
            <translation>模型文件夹中有模型缺少部分文件</translation>
        </message>
        <message>
            <source>Add</source>
            <translation>添加</translation>
        </message>
        <message>
            <source>One model was added</source>
            <translation>已添加 1 个模型</translation>
        </message>
        <message>
            <source>{count} models were added</source>
            <translation>已添加 {count} 个模型</translation>
        </message>
        <message>
            <source>No model was added</source>
            <translation>没有添加模型</translation>
        </message>
        <message>
            <source>Some of its parts are missing. Download them again.</source>
            <translation>缺少部分文件，请重新下载。</translation>
        </message>
        <message>
            <source>The models folder is very large</source>
            <translation>模型文件夹非常大</translation>
        </message>
        <message>
            <source>Not all of it was searched.</source>
            <translation>没有全部查找。</translation>
        </message>
        <message>
            <source>Reading {name} once, to know its digest</source>
            <translation>正在读取 {name}，以计算校验值</translation>
        </message>
        <message>
            <source>Stopped; what was read until then is as it was</source>
            <translation>已停止，此前读取的内容均完好</translation>
        </message>
    </context>
    <context>
        <name>LibraryPage</name>
        <message>
            <source>Moved to the bin: {name}</source>
            <translation>已移到回收站：{name}</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Removed from the list: {name}. Its files stay in {app}.</source>
            <translation>已从列表移除：{name}。文件仍保留在 {app} 中。</translation>
        </message>
        <message>
            <source>One model</source>
            <translation>1 个模型</translation>
        </message>
        <message>
            <source>{count} models</source>
            <translation>{count} 个模型</translation>
        </message>
        <message>
            <source>{models} · {size}</source>
            <translation>{models} · {size}</translation>
        </message>
    </context>
    <context>
        <name>LibraryView</name>
        <message>
            <source>Try again</source>
            <translation>重试</translation>
        </message>
    </context>
    <context>
        <name>LimitDialog</name>
        <message>
            <source>In megabytes a second. A film in high definition needs about 1, a video call 0.5.</source>
            <translation>单位是兆字节每秒。看高清视频大约需要 1，视频通话大约需要 0.5。</translation>
        </message>
        <message>
            <source>Set the limit</source>
            <translation>开始限速</translation>
        </message>
        <message>
            <source>Write a number above 0, like 2.5</source>
            <translation>请填写大于 0 的数，例如 2.5</translation>
        </message>
        <message>
            <source>Megabytes a second</source>
            <translation>兆字节每秒</translation>
        </message>
    </context>
    <context>
        <name>LimitMenu</name>
        <message>
            <source>No limit</source>
            <translation>不限速</translation>
        </message>
        <message>
            <source>Own limit: %1 MB/s …</source>
            <translation>自定：%1 MB/s …</translation>
        </message>
        <message>
            <source>Own limit …</source>
            <translation>自定 …</translation>
        </message>
    </context>
    <context>
        <name>LinkDialog</name>
        <message>
            <source>Open this page in the browser?</source>
            <translation>在浏览器中打开这个网页？</translation>
        </message>
        <message>
            <source>A model wrote this address. Look at it before you open it.</source>
            <translation>这个地址是模型写的，打开之前请先看清楚。</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
    </context>
    <context>
        <name>Main</name>
        <message>
            <source>Fireseed</source>
            <translation>火种</translation>
        </message>
    </context>
    <context>
        <name>MessageList</name>
        <message>
            <source>Messages</source>
            <translation>消息</translation>
        </message>
        <message>
            <source>To the end</source>
            <translation>回到最新</translation>
        </message>
    </context>
    <context>
        <name>MirrorChoice</name>
        <message>
            <source>{count} ms</source>
            <translation>{count} 毫秒</translation>
        </message>
        <message>
            <source>does not answer</source>
            <translation>没有回应</translation>
        </message>
    </context>
    <context>
        <name>MirrorItem</name>
        <message>
            <source>Use it</source>
            <translation>使用</translation>
        </message>
        <message>
            <source>Use %1</source>
            <translation>使用 %1</translation>
        </message>
    </context>
    <context>
        <name>MirrorList</name>
        <message>
            <source>No hub answers from here</source>
            <translation>连不上任何模型站</translation>
        </message>
        <message>
            <source>%1. The model above needs none. For others, check the connection, or ask another address for the same models.</source>
            <translation>%1。上面的模型无需联网。想要其他模型，请检查网络，或换一个提供同样模型的地址。</translation>
        </message>
        <message>
            <source>Measuring …</source>
            <translation>正在测速…</translation>
        </message>
        <message>
            <source>Choose a mirror</source>
            <translation>选择镜像</translation>
        </message>
        <message>
            <source>Measure again</source>
            <translation>重新测速</translation>
        </message>
        <message>
            <source>Ask again</source>
            <translation>重新连接</translation>
        </message>
    </context>
    <context>
        <name>ModelActivity</name>
        <message>
            <source>%1: %2</source>
            <translation>%1：%2</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
    </context>
    <context>
        <name>ModelChoice</name>
        <message>
            <source>Its file is not there now</source>
            <translation>文件不在</translation>
        </message>
    </context>
    <context>
        <name>ModelDelegate</name>
        <message>
            <source>Chat</source>
            <translation>对话</translation>
        </message>
        <message>
            <source>More for %1</source>
            <translation>%1 的更多操作</translation>
        </message>
        <message>
            <source>Download the newer one</source>
            <translation>下载新版本</translation>
        </message>
    </context>
    <context>
        <name>ModelFacts</name>
        <message>
            <source>Proof</source>
            <translation>依据</translation>
        </message>
        <message>
            <source>Last checked</source>
            <translation>上次校验</translation>
        </message>
        <message>
            <source>From</source>
            <translation>来源</translation>
        </message>
        <message>
            <source>At its hub</source>
            <translation>新版本</translation>
        </message>
        <message>
            <source>Here since</source>
            <translation>添加时间</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <source>It belongs to {app}: Fireseed uses it where it lies, and never moves, changes or deletes it.</source>
            <translation>它属于 {app}：火种就地使用，不会移动、改动或删除。</translation>
        </message>
        <message>
            <source>{day}, {time}</source>
            <translation>{day} {time}</translation>
        </message>
        <message>
            <source>A newer version (asked {day})</source>
            <translation>有新版本（{day}查询）</translation>
        </message>
        <message>
            <source>Nothing newer (asked {day})</source>
            <translation>没有新版本（{day}查询）</translation>
        </message>
        <message>
            <source>Nobody published a digest. Fireseed measured this one, and sees when a byte changes.</source>
            <translation>没有公布的校验值。火种自己计算了一个，任何字节有变化都能发现。</translation>
        </message>
        <message>
            <source>The bytes are those that {app} noted when it downloaded them.</source>
            <translation>与 {app} 下载时记录的内容一致。</translation>
        </message>
        <message>
            <source>The bytes are those that a mirror states; the publisher was not asked.</source>
            <translation>与镜像站给出的校验值一致，未向发布者确认。</translation>
        </message>
        <message>
            <source>The bytes are those that the publisher released.</source>
            <translation>与发布者发布的内容完全一致。</translation>
        </message>
        <message>
            <source>Copy: %1</source>
            <translation>复制：%1</translation>
        </message>
    </context>
    <context>
        <name>ModelHead</name>
        <message>
            <source>from %1</source>
            <translation>来自 %1</translation>
        </message>
    </context>
    <context>
        <name>ModelList</name>
        <message>
            <source>Models on this computer</source>
            <translation>这台电脑上的模型</translation>
        </message>
    </context>
    <context>
        <name>ModelMenu</name>
        <message>
            <source>Chat</source>
            <translation>对话</translation>
        </message>
        <message>
            <source>Enter</source>
            <translation>回车</translation>
        </message>
        <message>
            <source>Download the newer one</source>
            <translation>下载新版本</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Check again</source>
            <translation>重新校验</translation>
        </message>
        <message>
            <source>Look for a newer version</source>
            <translation>查找新版本</translation>
        </message>
        <message>
            <source>Move to …</source>
            <translation>移动到…</translation>
        </message>
        <message>
            <source>Hide the details</source>
            <translation>收起详情</translation>
        </message>
        <message>
            <source>Details</source>
            <translation>详情</translation>
        </message>
        <message>
            <source>Space</source>
            <translation>空格</translation>
        </message>
        <message>
            <source>Show in its folder</source>
            <translation>在文件夹中显示</translation>
        </message>
        <message>
            <source>Copy SHA-256</source>
            <translation>复制 SHA-256</translation>
        </message>
        <message>
            <source>Move to the bin</source>
            <translation>移到回收站</translation>
        </message>
        <message>
            <source>Remove from the list</source>
            <translation>从列表移除</translation>
        </message>
        <message>
            <source>Del</source>
            <translation>Del</translation>
        </message>
        <message>
            <source>It belongs to %1 and stays where it is.</source>
            <translation>它属于 %1，文件留在原处。</translation>
        </message>
    </context>
    <context>
        <name>ModelPicker</name>
        <message>
            <source>loads with the first question</source>
            <translation>提问时加载</translation>
        </message>
        <message>
            <source>loading, %1 %</source>
            <translation>加载中 %1%</translation>
        </message>
        <message>
            <source>ready</source>
            <translation>就绪</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <source>Chats</source>
            <translation>对话</translation>
        </message>
        <message>
            <source>Model: %1</source>
            <translation>模型：%1</translation>
        </message>
        <message>
            <source>No model yet</source>
            <translation>还没有模型</translation>
        </message>
        <message>
            <source>Choose a model</source>
            <translation>选择模型</translation>
        </message>
        <message>
            <source>Find one in Discover</source>
            <translation>去“发现”找一个</translation>
        </message>
        <message>
            <source>More models …</source>
            <translation>更多模型…</translation>
        </message>
    </context>
    <context>
        <name>ModelRow</name>
        <message>
            <source>not used yet</source>
            <translation>尚未使用</translation>
        </message>
        <message>
            <source>used {day}</source>
            <translation>{day}用过</translation>
        </message>
        <message>
            <source>Checked {day} · SHA-256 {digest}</source>
            <translation>{day}校验 · SHA-256 {digest}</translation>
        </message>
        <message>
            <source>{hub} has a newer version</source>
            <translation>{hub} 上有新版本</translation>
        </message>
        <message>
            <source>Not there now</source>
            <translation>文件不在</translation>
        </message>
        <message>
            <source>Changed since it was verified</source>
            <translation>校验后被改动过</translation>
        </message>
        <message>
            <source>No digest published</source>
            <translation>未公布校验值</translation>
        </message>
        <message>
            <source>Matches {app}'s digest</source>
            <translation>与 {app} 的校验值一致</translation>
        </message>
        <message>
            <source>Matches the mirror's digest</source>
            <translation>与镜像站的校验值一致</translation>
        </message>
        <message>
            <source>Verified</source>
            <translation>已校验</translation>
        </message>
        <message>
            <source>Waits for its turn</source>
            <translation>排队中</translation>
        </message>
        <message>
            <source>Stopping</source>
            <translation>正在停止</translation>
        </message>
        <message>
            <source>Checking</source>
            <translation>校验中</translation>
        </message>
        <message>
            <source>Moving</source>
            <translation>移动中</translation>
        </message>
        <message>
            <source>Asking its hub</source>
            <translation>查询中</translation>
        </message>
    </context>
    <context>
        <name>ModelWork</name>
        <message>
            <source>Every byte of {name} is as it was</source>
            <translation>{name} 的每个字节都完好</translation>
        </message>
        <message>
            <source>There is nothing newer than {name}</source>
            <translation>{name} 已是最新</translation>
        </message>
        <message>
            <source>{name} is in {folder} now</source>
            <translation>{name} 已移到 {folder}</translation>
        </message>
    </context>
    <context>
        <name>Models</name>
        <message>
            <source>Can't be run yet</source>
            <translation>暂时无法运行</translation>
        </message>
        <message>
            <source>Merged from {base} and others</source>
            <translation>由 {base} 等模型合并而成</translation>
        </message>
        <message>
            <source>{base}, trained further</source>
            <translation>在 {base} 基础上继续训练</translation>
        </message>
        <message>
            <source>An addition to {base}</source>
            <translation>{base} 的附加模块</translation>
        </message>
        <message>
            <source>Made from {base}</source>
            <translation>由 {base} 制成</translation>
        </message>
        <message>
            <source>Not in Fireseed's catalogue</source>
            <translation>火种目录中没有收录</translation>
        </message>
        <message>
            <source>{count} parameters</source>
            <translation>{count}参数</translation>
        </message>
        <message>
            <source>about {range}</source>
            <translation>约 {range}</translation>
        </message>
        <message>
            <source>{count} downloads</source>
            <translation>{count}次下载</translation>
        </message>
        <message>
            <source>Commercial use allowed</source>
            <translation>可商用</translation>
        </message>
        <message>
            <source>Commercial use with conditions</source>
            <translation>有条件商用</translation>
        </message>
        <message>
            <source>No commercial use</source>
            <translation>不可商用</translation>
        </message>
        <message>
            <source>Licence unknown</source>
            <translation>许可证不明</translation>
        </message>
        <message>
            <source>Licence {tag}</source>
            <translation>许可证 {tag}</translation>
        </message>
        <message>
            <source>Seen {when}</source>
            <translation>结果取自{when}</translation>
        </message>
        <message>
            <source>just now</source>
            <translation>刚才</translation>
        </message>
        <message>
            <source>{count} min ago</source>
            <translation>{count} 分钟前</translation>
        </message>
        <message>
            <source>{count} h ago</source>
            <translation>{count} 小时前</translation>
        </message>
    </context>
    <context>
        <name>MoveDialog</name>
        <message>
            <source>Move %1</source>
            <translation>移动 %1</translation>
        </message>
        <message>
            <source>On the same disk that takes a moment. To another one the model is copied, read back and compared, and only then removed here.</source>
            <translation>在同一磁盘上很快完成。移到另一磁盘时，会先复制并读回核对，之后才删除原处的文件。</translation>
        </message>
        <message>
            <source>There is no other models folder that could take it. Add one on the page Settings.</source>
            <translation>没有其他可用的模型文件夹，请在设置中添加。</translation>
        </message>
        <message>
            <source>Move</source>
            <translation>移动</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Models folders</source>
            <translation>模型文件夹</translation>
        </message>
    </context>
    <context>
        <name>MoveQuestion</name>
        <message>
            <source>Not there now</source>
            <translation>现在不在</translation>
        </message>
        <message>
            <source>It is here</source>
            <translation>当前位置</translation>
        </message>
        <message>
            <source>{free} free</source>
            <translation>剩余 {free}</translation>
        </message>
        <message>
            <source>Only {free} free</source>
            <translation>只剩 {free}</translation>
        </message>
    </context>
    <context>
        <name>Neighbours</name>
        <message>
            <source>One model · {where}</source>
            <translation>1 个模型 · {where}</translation>
        </message>
        <message>
            <source>{count} models · {where}</source>
            <translation>{count} 个模型 · {where}</translation>
        </message>
        <message>
            <source>looked around, {day}</source>
            <translation>浏览过，{day}</translation>
        </message>
        <message>
            <source>fetched {size}, {day}</source>
            <translation>取走 {size}，{day}</translation>
        </message>
        <message>
            <source>Others don't see it by themselves here ({reason}). Read the address out to them.</source>
            <translation>在这个网络上别人无法自动发现它（{reason}）。请把地址告诉他们。</translation>
        </message>
    </context>
    <context>
        <name>NetworkSettings</name>
        <message>
            <source>Kept in this system's keyring.</source>
            <translation>保存在系统钥匙串中。</translation>
        </message>
        <message>
            <source>Kept in a file that only you can read, because no keyring answers here: {path}</source>
            <translation>系统没有可用的钥匙串，因此保存在只有你能读取的文件中：{path}</translation>
        </message>
        <message>
            <source>A password is kept.</source>
            <translation>密码已保存。</translation>
        </message>
    </context>
    <context>
        <name>Notice</name>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
    </context>
    <context>
        <name>OfferAccess</name>
        <message>
            <source>Its publisher asks you to accept terms first</source>
            <translation>发布者要求先同意条款</translation>
        </message>
        <message>
            <source>Accept the terms</source>
            <translation>同意条款</translation>
        </message>
        <message>
            <source>Sign in on its page and accept them there. Some publishers answer only after days.</source>
            <translation>在它的网页上登录并同意。有些发布者几天后才批准。</translation>
        </message>
        <message>
            <source>Open the page</source>
            <translation>打开网页</translation>
        </message>
        <message>
            <source>A token is kept</source>
            <translation>令牌已保存</translation>
        </message>
        <message>
            <source>Enter an access token</source>
            <translation>填写访问令牌</translation>
        </message>
        <message>
            <source>It belongs to %1.</source>
            <translation>属于 %1。</translation>
        </message>
        <message>
            <source>It must be of the account that accepted the terms, and may need the right to read gated models.</source>
            <translation>令牌必须属于同意了条款的账号，还可能需要读取受限模型的权限。</translation>
        </message>
        <message>
            <source>It tells %1 that it is you who asks.</source>
            <translation>让 %1 知道是你在下载。</translation>
        </message>
        <message>
            <source>Replace …</source>
            <translation>更换…</translation>
        </message>
        <message>
            <source>Enter …</source>
            <translation>填写…</translation>
        </message>
        <message>
            <source>Replace the access token</source>
            <translation>更换访问令牌</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>重试</translation>
        </message>
    </context>
    <context>
        <name>OfferBadge</name>
        <message>
            <source>Publisher: %1</source>
            <translation>发布者：%1</translation>
        </message>
        <message>
            <source>Hide the evidence</source>
            <translation>收起依据</translation>
        </message>
        <message>
            <source>Show the evidence</source>
            <translation>查看依据</translation>
        </message>
    </context>
    <context>
        <name>OfferCardView</name>
        <message>
            <source>Fetching the pictures …</source>
            <translation>正在取图片……</translation>
        </message>
        <message>
            <source>The pictures in this repo are not shown by themselves: its hub would see that you look at them.</source>
            <translation>仓库里的图片不会自动显示：一旦去取，站点就会知道你在看。</translation>
        </message>
        <message>
            <source>Show pictures</source>
            <translation>显示图片</translation>
        </message>
        <message>
            <source>The rest is too long to be shown.</source>
            <translation>后面太长，没有显示。</translation>
        </message>
        <message>
            <source>The publisher wrote nothing about it.</source>
            <translation>发布者没有写说明。</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>重试</translation>
        </message>
        <message>
            <source>The publisher wrote this address. Look at it before you open it.</source>
            <translation>这个网址是发布者写的，打开前请先看一眼。</translation>
        </message>
    </context>
    <context>
        <name>OfferConversions</name>
        <message>
            <source>The same model, ready to run</source>
            <translation>同一模型的可运行版本</translation>
        </message>
        <message>
            <source>This repo holds the weights in the form that they were trained in. Others have turned them into GGUF files, which Fireseed runs.</source>
            <translation>这个仓库里是训练时的原始权重。火种运行的是 GGUF 文件，下面这些仓库已经把它转换好了。</translation>
        </message>
        <message>
            <source>%1 downloads</source>
            <translation>下载 %1 次</translation>
        </message>
    </context>
    <context>
        <name>OfferEvidence</name>
        <message>
            <source>Open %1</source>
            <translation>打开 %1</translation>
        </message>
    </context>
    <context>
        <name>OfferHeader</name>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>by %1 on %2</source>
            <translation>%1 发布于 %2</translation>
        </message>
        <message>
            <source>%1 parameters</source>
            <translation>%1 参数</translation>
        </message>
        <message>
            <source>%1 tokens of context</source>
            <translation>上下文 %1 词元</translation>
        </message>
        <message>
            <source>%1 downloads</source>
            <translation>下载 %1 次</translation>
        </message>
        <message>
            <source>updated %1</source>
            <translation>更新于 %1</translation>
        </message>
    </context>
    <context>
        <name>OfferLayers</name>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Open: %1</source>
            <translation>打开：%1</translation>
        </message>
    </context>
    <context>
        <name>OfferLicence</name>
        <message>
            <source>Commercial use allowed</source>
            <translation>可以商用</translation>
        </message>
        <message>
            <source>Commercial use with conditions</source>
            <translation>可以商用，有条件</translation>
        </message>
        <message>
            <source>No commercial use</source>
            <translation>不可商用</translation>
        </message>
        <message>
            <source>Commercial use: not known</source>
            <translation>能否商用：未知</translation>
        </message>
        <message>
            <source>Changed versions may be passed on</source>
            <translation>修改后可以再发布</translation>
        </message>
        <message>
            <source>Changed versions with conditions</source>
            <translation>修改后再发布，有条件</translation>
        </message>
        <message>
            <source>No changed versions</source>
            <translation>不可发布修改版</translation>
        </message>
        <message>
            <source>Changed versions: not known</source>
            <translation>能否发布修改版：未知</translation>
        </message>
        <message>
            <source>Keep its notice with copies</source>
            <translation>转发时保留声明</translation>
        </message>
        <message>
            <source>No notice needed</source>
            <translation>无需附带声明</translation>
        </message>
        <message>
            <source>{count} users a month</source>
            <translation>月活跃用户 {count}</translation>
        </message>
        <message>
            <source>US${count} of revenue a month</source>
            <translation>月收入 {count} 美元</translation>
        </message>
        <message>
            <source>US${count} of revenue a year</source>
            <translation>年收入 {count} 美元</translation>
        </message>
        <message>
            <source> or </source>
            <comment>between two limits</comment>
            <translation>或</translation>
        </message>
        <message>
            <source>Beyond {limit}: ask the publisher</source>
            <translation>超过{limit}：须另向发布者取得许可</translation>
        </message>
        <message>
            <source>Beyond {limit}: show the model's name</source>
            <translation>超过{limit}：须标明模型名称</translation>
        </message>
        <message>
            <source>No licence named</source>
            <translation>未注明许可证</translation>
        </message>
        <message>
            <source>Own licence</source>
            <translation>自定许可证</translation>
        </message>
        <message>
            <source>What you may do with it is unknown: nobody says. Ask before using it for business.</source>
            <translation>没有人说明可以怎样使用，所以无从得知。商用之前请先询问。</translation>
        </message>
        <message>
            <source>What it allows is unknown to Fireseed. Read it before using the model for business.</source>
            <translation>火种不了解这份许可证的内容。商用之前请先读一读。</translation>
        </message>
    </context>
    <context>
        <name>OfferLineage</name>
        <message>
            <source>Asking the hub about what it was made from …</source>
            <translation>正在向站点询问它的来历……</translation>
        </message>
    </context>
    <context>
        <name>OfferOrigins</name>
        <message>
            <source>Weights</source>
            <translation>权重</translation>
        </message>
        <message>
            <source>Code that runs it</source>
            <translation>推理代码</translation>
        </message>
        <message>
            <source>Code that trained it</source>
            <translation>训练代码</translation>
        </message>
        <message>
            <source>Training data</source>
            <translation>训练数据</translation>
        </message>
        <message>
            <source>Paper</source>
            <translation>论文</translation>
        </message>
        <message>
            <source>Nobody stated any</source>
            <translation>没有人说明</translation>
        </message>
        <message>
            <source>Named in Fireseed's catalogue</source>
            <translation>火种目录中列明</translation>
        </message>
        <message>
            <source>On its hub</source>
            <translation>就在它的站点上</translation>
        </message>
        <message>
            <source>Named in its card</source>
            <translation>模型说明中列明</translation>
        </message>
        <message>
            <source>Mentioned in its card</source>
            <translation>模型说明中提到</translation>
        </message>
        <message>
            <source>{said}, and {count} more</source>
            <translation>{said}，另有 {count} 处</translation>
        </message>
        <message>
            <source>Not found on this hub</source>
            <translation>这个站点上没有找到</translation>
        </message>
        <message>
            <source>Names itself as its base</source>
            <translation>把自己列为来源</translation>
        </message>
        <message>
            <source>Further back is not looked</source>
            <translation>不再向前追溯</translation>
        </message>
        <message>
            <source>Made smaller (quantized)</source>
            <translation>压缩而成（量化）</translation>
        </message>
        <message>
            <source>Trained further (fine-tune)</source>
            <translation>继续训练而成（微调）</translation>
        </message>
        <message>
            <source>Merged from several</source>
            <translation>由多个模型合并而成</translation>
        </message>
        <message>
            <source>An adapter</source>
            <translation>适配器</translation>
        </message>
        <message>
            <source>Made from the one above</source>
            <translation>由上一个制成</translation>
        </message>
        <message>
            <source>Base model</source>
            <translation>基础模型</translation>
        </message>
        <message>
            <source>Its own origins are in the tree above</source>
            <translation>它的来历已在上面列出</translation>
        </message>
        <message>
            <source>Its card names no base model</source>
            <translation>其说明没有列出基础模型</translation>
        </message>
    </context>
    <context>
        <name>OfferPane</name>
        <message>
            <source>The same files are on {hubs}.</source>
            <translation>{hubs} 上也有完全相同的文件。</translation>
        </message>
        <message>
            <source>The digests are those of {hub}, which has a copy. The publisher's own hub has not confirmed them.</source>
            <translation>校验值由 {hub} 提供，它只有副本；发布者所在的模型站尚未确认。</translation>
        </message>
    </context>
    <context>
        <name>OfferPublisherChoice</name>
        <message>
            <source>Publisher</source>
            <translation>发布者</translation>
        </message>
        <message>
            <source>Publisher: %1</source>
            <translation>发布者：%1</translation>
        </message>
    </context>
    <context>
        <name>OfferSections</name>
        <message>
            <source>What its publisher says</source>
            <translation>发布者的说明</translation>
        </message>
        <message>
            <source>How open it is</source>
            <translation>开放程度</translation>
        </message>
        <message>
            <source>%1 of %2 stated</source>
            <translation>%2 项中说明了 %1 项</translation>
        </message>
        <message>
            <source>Where it comes from</source>
            <translation>来历</translation>
        </message>
        <message>
            <source>Chat template</source>
            <translation>对话模板</translation>
        </message>
        <message>
            <source>Its page on %1</source>
            <translation>%1 上的页面</translation>
        </message>
    </context>
    <context>
        <name>OfferTemplate</name>
        <message>
            <source>Line {line} tells the model a sentence of its own:</source>
            <translation>第 {line} 行自行对模型说了一句话：</translation>
        </message>
        <message>
            <source>Line {line} looks for a word in the conversation:</source>
            <translation>第 {line} 行会在对话中查找某个词：</translation>
        </message>
        <message>
            <source>Line {line} replaces words of the conversation:</source>
            <translation>第 {line} 行会替换对话中的文字：</translation>
        </message>
        <message>
            <source>Line {line} has characters that can't be seen:</source>
            <translation>第 {line} 行有看不见的字符：</translation>
        </message>
        <message>
            <source>It is read together with the model's header.</source>
            <translation>它会随模型的文件头一起读出。</translation>
        </message>
        <message>
            <source>Comparing it with the official one …</source>
            <translation>正在与官方模板比较……</translation>
        </message>
        <message>
            <source>The file has none. Fireseed then uses a common one.</source>
            <translation>文件里没有模板，火种会使用通用模板。</translation>
        </message>
        <message>
            <source>The same as in {repo}.</source>
            <translation>与 {repo} 中的一致。</translation>
        </message>
        <message>
            <source>The same as in {repo}, but for white space.</source>
            <translation>除空白外，与 {repo} 中的一致。</translation>
        </message>
        <message>
            <source>It differs from the official one in {repo}.</source>
            <translation>与 {repo} 中的官方模板不同。</translation>
        </message>
        <message>
            <source>There is no official one to compare it with.</source>
            <translation>没有可供比较的官方模板。</translation>
        </message>
        <message>
            <source>as official</source>
            <translation>与官方一致</translation>
        </message>
        <message>
            <source>differs from the official one</source>
            <translation>与官方不同</translation>
        </message>
        <message>
            <source>nothing to compare with</source>
            <translation>无从比较</translation>
        </message>
        <message>
            <source>Its chat template is not the official one</source>
            <translation>它的对话模板不是官方的</translation>
        </message>
        <message>
            <source>Its chat template does more than to lay out a conversation</source>
            <translation>它的对话模板不只是排列对话</translation>
        </message>
    </context>
    <context>
        <name>OfferTemplateView</name>
        <message>
            <source>It decides what the model is told besides your words. %1</source>
            <translation>除了你的话，模型还会听到什么，由它决定。%1</translation>
        </message>
        <message>
            <source>Hide the template</source>
            <translation>收起模板</translation>
        </message>
        <message>
            <source>Show the whole template</source>
            <translation>查看完整模板</translation>
        </message>
        <message>
            <source>Copy it</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Chat template</source>
            <translation>对话模板</translation>
        </message>
    </context>
    <context>
        <name>OfferTerms</name>
        <message>
            <source>Licence: %1</source>
            <translation>许可证：%1</translation>
        </message>
        <message>
            <source>Read it</source>
            <translation>阅读原文</translation>
        </message>
        <message>
            <source>Read the licence %1</source>
            <translation>阅读许可证 %1</translation>
        </message>
    </context>
    <context>
        <name>OfferTrust</name>
        <message>
            <source>Published by the makers of {family} themselves.</source>
            <translation>由 {family} 的开发者自己发布。</translation>
        </message>
        <message>
            <source>Made smaller by a publisher that many people rely on, from the makers' own model.</source>
            <translation>由许多人信赖的发布者，从开发者自己的模型压缩而成。</translation>
        </message>
        <message>
            <source>Nobody that Fireseed knows, but two hubs publish exactly the same bytes.</source>
            <translation>火种不认识这个发布者，但两个站点发布的内容完全一致。</translation>
        </message>
        <message>
            <source>Nobody that Fireseed knows, with a name like somebody else's.</source>
            <translation>火种不认识这个发布者，它的名字又和别人的很像。</translation>
        </message>
        <message>
            <source>Fireseed knows nothing about this publisher. That is no judgement, only a gap.</source>
            <translation>火种对这个发布者一无所知。这不是评价，只是没有资料。</translation>
        </message>
        <message>
            <source>{name} is the organisation that makes {title}.</source>
            <translation>{name} 就是开发 {title} 的组织。</translation>
        </message>
        <message>
            <source>Fireseed's catalogue names this repo for {title}.</source>
            <translation>火种目录把这个仓库列在 {title} 名下。</translation>
        </message>
        <message>
            <source>{hub} publishes files with the same SHA-256.</source>
            <translation>{hub} 发布的文件 SHA-256 相同。</translation>
        </message>
        <message>
            <source>{name} is on none of Fireseed's lists.</source>
            <translation>{name} 不在火种的任何名单中。</translation>
        </message>
        <message>
            <source>{name} is called like {title} elsewhere. Nothing shows that they are the same.</source>
            <translation>{name} 与别处的 {title} 同名，但没有什么能证明是同一家。</translation>
        </message>
        <message>
            <source>Whoever keeps {hub} chose the names in it.</source>
            <translation>{hub} 里的名字由保管它的人自己取。</translation>
        </message>
        <message>
            <source>It does not say which model it was made from.</source>
            <translation>没有说明由哪个模型制成。</translation>
        </message>
        <message>
            <source>Made from {name}, which is not a repo of the model's makers.</source>
            <translation>由 {name} 制成，而那不是模型开发者的仓库。</translation>
        </message>
        <message>
            <source>Changed from {name}: trained further, merged or adapted by somebody else.</source>
            <translation>由 {name} 改动而来：别人继续训练、合并或适配过。</translation>
        </message>
        <message>
            <source>This is not {owner}</source>
            <translation>这不是 {owner}</translation>
        </message>
        <message>
            <source>The publisher is called {name}. {how} {title} has nothing to do with it, as far as is known.</source>
            <translation>发布者名为 {name}。{how}就目前所知，它与 {title} 无关。</translation>
        </message>
        <message>
            <source>That name uses letters of another alphabet that look the same.</source>
            <translation>这个名字用了外形相同的另一种字母。</translation>
        </message>
        <message>
            <source>That name uses characters that look alike.</source>
            <translation>这个名字用了外形相近的字符。</translation>
        </message>
        <message>
            <source>That name differs in a dash, a point or an underscore only.</source>
            <translation>这个名字只差一个连字符、点或下划线。</translation>
        </message>
        <message>
            <source>That name adds or leaves out a word only.</source>
            <translation>这个名字只多或只少一个词。</translation>
        </message>
        <message>
            <source>That name differs in one letter only.</source>
            <translation>这个名字只差一个字母。</translation>
        </message>
        <message>
            <source>Made from {name}, a repo of the makers of {title}, as its card says.</source>
            <translation>据模型说明，它由 {name} 制成，那是 {title} 开发者的仓库。</translation>
        </message>
        <message>
            <source>{name} is on Fireseed's list of known publishers.</source>
            <translation>{name} 在火种的知名发布者名单中。</translation>
        </message>
    </context>
    <context>
        <name>OfferVariantTable</name>
        <message>
            <source>Choose a size</source>
            <translation>选择大小</translation>
        </message>
        <message>
            <source>Show all sizes (%1 more)</source>
            <translation>显示全部大小（还有 %1 个）</translation>
        </message>
    </context>
    <context>
        <name>OfferView</name>
        <message>
            <source>All models</source>
            <translation>全部模型</translation>
        </message>
        <message>
            <source>%1 is not offered here</source>
            <translation>这里没有 %1</translation>
        </message>
        <message>
            <source>These are the sizes that there are now.</source>
            <translation>目前有以下规格。</translation>
        </message>
        <message>
            <source>Look at it below, under “Chat template”, before you use the model.</source>
            <translation>使用之前，请先在下面的“对话模板”中看一看。</translation>
        </message>
    </context>
    <context>
        <name>Pages</name>
        <message>
            <source>CPU · {cores} cores · {memory}</source>
            <translation>CPU · {cores} 核 · {memory}</translation>
        </message>
    </context>
    <context>
        <name>Phrases</name>
        <message>
            <source>today</source>
            <translation>今天</translation>
        </message>
        <message>
            <source>yesterday</source>
            <translation>昨天</translation>
        </message>
        <message>
            <source>d MMM yyyy</source>
            <comment>a date, in Qt's format letters</comment>
            <translation>yyyy年M月d日</translation>
        </message>
        <message>
            <source>No licence named</source>
            <translation>未注明许可证</translation>
        </message>
        <message>
            <source>Own licence</source>
            <translation>自有许可证</translation>
        </message>
        <message>
            <source>Use it for anything, business included.</source>
            <translation>任何用途都可以，包括商用。</translation>
        </message>
        <message>
            <source>Use it for anything, as long as you name its authors.</source>
            <translation>任何用途都可以，但要注明作者。</translation>
        </message>
        <message>
            <source>For private use and research, not for business.</source>
            <translation>可供个人使用和研究，不可商用。</translation>
        </message>
        <message>
            <source>The publisher sets its own terms. Read them before using it for business.</source>
            <translation>发布者有自己的条款，商用前请先阅读。</translation>
        </message>
        <message>
            <source>The publisher does not say what you may do with it. Ask before using it for business.</source>
            <translation>发布者没有说明可以怎样使用，商用前请先询问。</translation>
        </message>
        <message>
            <source>{title}. {advice}</source>
            <translation>{title}。{advice}</translation>
        </message>
        <message>
            <source>{count}-bit</source>
            <translation>{count} 位</translation>
        </message>
        <message>
            <source>noticeably weaker</source>
            <translation>效果明显变差</translation>
        </message>
        <message>
            <source>a little weaker</source>
            <translation>效果稍差</translation>
        </message>
        <message>
            <source>good and compact</source>
            <translation>小巧且效果好</translation>
        </message>
        <message>
            <source>close to the original</source>
            <translation>接近原版</translation>
        </message>
        <message>
            <source>as good as the original</source>
            <translation>与原版相当</translation>
        </message>
        <message>
            <source>the original weights</source>
            <translation>原始权重</translation>
        </message>
    </context>
    <context>
        <name>Picker</name>
        <message>
            <source>{memory} of memory ({expected} expected)</source>
            <translation>占用内存 {memory}（预计 {expected}）</translation>
        </message>
    </context>
    <context>
        <name>QuietLine</name>
        <message>
            <source>Hide the details</source>
            <translation>收起详情</translation>
        </message>
        <message>
            <source>Show the details</source>
            <translation>查看详情</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
    </context>
    <context>
        <name>Rail</name>
        <message>
            <source>Fireseed</source>
            <translation>火种</translation>
        </message>
        <message>
            <source>Chat</source>
            <translation>对话</translation>
        </message>
        <message>
            <source>Discover</source>
            <translation>发现</translation>
        </message>
        <message>
            <source>Library</source>
            <translation>模型库</translation>
        </message>
        <message>
            <source>Downloads</source>
            <translation>下载</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
    </context>
    <context>
        <name>RepoDelegate</name>
        <message>
            <source>On this computer</source>
            <translation>已在本机</translation>
        </message>
        <message>
            <source>Asks for consent</source>
            <translation>需同意条款</translation>
        </message>
    </context>
    <context>
        <name>RepoList</name>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>No model passes the filters</source>
            <translation>没有符合筛选条件的模型</translation>
        </message>
        <message>
            <source>The hubs have more. Looking further may take a while.</source>
            <translation>各平台还有更多模型，继续查找可能要花一点时间。</translation>
        </message>
        <message>
            <source>Of what was found, nothing is all of this at once.</source>
            <translation>找到的模型中，没有一个同时满足这些条件。</translation>
        </message>
        <message>
            <source>Look further</source>
            <translation>继续查找</translation>
        </message>
        <message>
            <source>Clear filters</source>
            <translation>清除筛选</translation>
        </message>
        <message>
            <source>The hubs have nothing to show</source>
            <translation>模型站点没有可显示的内容</translation>
        </message>
        <message>
            <source>Nothing found for “%1”</source>
            <translation>没有找到“%1”</translation>
        </message>
        <message>
            <source>Try fewer words, or only the family: qwen, deepseek, gemma.</source>
            <translation>试试更少的词，或只写系列名：qwen、deepseek、gemma。</translation>
        </message>
    </context>
    <context>
        <name>RepoListEnd</name>
        <message>
            <source>Look further</source>
            <translation>继续查找</translation>
        </message>
    </context>
    <context>
        <name>ResultBar</name>
        <message>
            <source>Order</source>
            <translation>排序</translation>
        </message>
    </context>
    <context>
        <name>SearchField</name>
        <message>
            <source>Clear</source>
            <translation>清空</translation>
        </message>
    </context>
    <context>
        <name>SearchFilters</name>
        <message>
            <source>Any size</source>
            <translation>不限大小</translation>
        </message>
        <message>
            <source>Trending</source>
            <translation>热门</translation>
        </message>
        <message>
            <source>What people look at these days, as the hubs say</source>
            <translation>各平台近期最受关注的</translation>
        </message>
        <message>
            <source>Downloads</source>
            <translation>下载量</translation>
        </message>
        <message>
            <source>The most downloaded first</source>
            <translation>下载最多的在前</translation>
        </message>
        <message>
            <source>Newest</source>
            <translation>最新</translation>
        </message>
        <message>
            <source>The latest released first</source>
            <translation>最近发布的在前</translation>
        </message>
        <message>
            <source>Fits this computer</source>
            <translation>这台电脑跑得动</translation>
        </message>
        <message>
            <source>In about 4 bits it has room in the memory that is free now</source>
            <translation>按约 4 位量化估算，当前可用内存装得下</translation>
        </message>
        <message>
            <source>Official</source>
            <translation>官方</translation>
        </message>
        <message>
            <source>Published by the makers of the model themselves</source>
            <translation>由模型的开发者自己发布</translation>
        </message>
        <message>
            <source>Commercial use</source>
            <translation>可商用</translation>
        </message>
        <message>
            <source>The licence allows it, some with conditions</source>
            <translation>许可证允许商用，有的附带条件</translation>
        </message>
        <message>
            <source>Reasoning</source>
            <translation>推理</translation>
        </message>
        <message>
            <source>Thinks before it answers</source>
            <translation>先思考，再作答</translation>
        </message>
        <message>
            <source>Vision</source>
            <translation>看图</translation>
        </message>
        <message>
            <source>Understands pictures</source>
            <translation>能看懂图片</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>编程</translation>
        </message>
        <message>
            <source>Made for programming</source>
            <translation>为写代码而生</translation>
        </message>
        <message>
            <source>Multilingual</source>
            <translation>多语言</translation>
        </message>
        <message>
            <source>Speaks several languages</source>
            <translation>会多种语言</translation>
        </message>
        <message>
            <source>Under {most} parameters</source>
            <translation>参数少于 {most}</translation>
        </message>
        <message>
            <source>{least} parameters and more</source>
            <translation>参数 {least} 及以上</translation>
        </message>
        <message>
            <source>{least} to {most} parameters</source>
            <translation>参数 {least} 至 {most}</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>大小</translation>
        </message>
    </context>
    <context>
        <name>SettingsAbout</name>
        <message>
            <source>About</source>
            <translation>关于</translation>
        </message>
        <message>
            <source>Fireseed %1</source>
            <translation>火种 %1</translation>
        </message>
        <message>
            <source>Free software under the Apache License 2.0. It runs models with llama.cpp and draws with Qt (LGPL). Models have licences of their own.</source>
            <translation>自由软件，采用 Apache 2.0 许可证。用 llama.cpp 运行模型，用 Qt（LGPL）绘制界面。模型各有自己的许可证。</translation>
        </message>
        <message>
            <source>Your data</source>
            <translation>你的数据</translation>
        </message>
        <message>
            <source>Show the log</source>
            <translation>查看日志</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>显示</translation>
        </message>
        <message>
            <source>Show the data folder</source>
            <translation>显示数据文件夹</translation>
        </message>
    </context>
    <context>
        <name>SettingsDownloads</name>
        <message>
            <source>Downloads</source>
            <translation>下载</translation>
        </message>
        <message>
            <source>Downloads at once</source>
            <translation>同时下载数</translation>
        </message>
        <message>
            <source>The others wait for their turn.</source>
            <translation>其余的排队等候。</translation>
        </message>
        <message>
            <source>Connections</source>
            <translation>连接数</translation>
        </message>
        <message>
            <source>For all downloads together. More are not always faster, and too many can stop a home router.</source>
            <translation>所有下载合计。并非越多越快，太多会让家用路由器不堪重负。</translation>
        </message>
        <message>
            <source>Speed limit</source>
            <translation>限速</translation>
        </message>
        <message>
            <source>In megabytes a second, for all downloads together. Empty is no limit.</source>
            <translation>所有下载合计，每秒多少 MB。留空则不限速。</translation>
        </message>
        <message>
            <source>No limit</source>
            <translation>不限速</translation>
        </message>
        <message>
            <source>Speed limit in megabytes a second</source>
            <translation>限速，每秒 MB</translation>
        </message>
        <message>
            <source>Hours</source>
            <translation>时段</translation>
        </message>
        <message>
            <source>Download only between these times of the day, as in 22:00-07:00. Empty is any time.</source>
            <translation>只在每天的这段时间下载，例如 22:00-07:00。留空则不限时间。</translation>
        </message>
        <message>
            <source>Any time</source>
            <translation>不限时间</translation>
        </message>
        <message>
            <source>Hours of downloads</source>
            <translation>下载时段</translation>
        </message>
    </context>
    <context>
        <name>SettingsHubs</name>
        <message>
            <source>Where models come from</source>
            <translation>模型来源</translation>
        </message>
        <message>
            <source>A mirror has copies of the same models and can be faster where you are. Digests still come from the original wherever it answers.</source>
            <translation>镜像站有同样的模型，在你那里可能更快。只要原站能访问，校验值仍以原站为准。</translation>
        </message>
        <message>
            <source>Asking …</source>
            <translation>正在询问…</translation>
        </message>
        <message>
            <source>Measure</source>
            <translation>测速</translation>
        </message>
        <message>
            <source>See who answers, and how soon</source>
            <translation>看看哪些站有响应、有多快</translation>
        </message>
        <message>
            <source>Who is asked for the models of Hugging Face</source>
            <translation>从哪里获取 Hugging Face 的模型</translation>
        </message>
        <message>
            <source>Address of a mirror or hub</source>
            <translation>镜像站或模型站的网址</translation>
        </message>
        <message>
            <source>Add as a mirror</source>
            <translation>添加为镜像</translation>
        </message>
        <message>
            <source>Use instead</source>
            <translation>改用它</translation>
        </message>
        <message>
            <source>Ask this hub in place of Hugging Face: a company's own, for example</source>
            <translation>用它代替 Hugging Face，例如公司内部的模型站</translation>
        </message>
        <message>
            <source>Add the mirror hf-mirror.com</source>
            <translation>添加镜像 hf-mirror.com</translation>
        </message>
        <message>
            <source>Automatic</source>
            <translation>自动</translation>
        </message>
        <message>
            <source>China</source>
            <translation>中国站</translation>
        </message>
        <message>
            <source>International</source>
            <translation>国际站</translation>
        </message>
        <message>
            <source>Off</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Folders to download from</source>
            <translation>可下载的文件夹</translation>
        </message>
        <message>
            <source>A USB stick or a network drive with GGUF files. What you download is copied and checked.</source>
            <translation>存有 GGUF 文件的 U 盘或网络盘。下载时会复制并校验。</translation>
        </message>
    </context>
    <context>
        <name>SettingsIndex</name>
        <message>
            <source>Sections</source>
            <translation>分类</translation>
        </message>
    </context>
    <context>
        <name>SettingsLook</name>
        <message>
            <source>Look</source>
            <translation>外观</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>语言</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>跟随系统</translation>
        </message>
        <message>
            <source>Colours</source>
            <translation>配色</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>浅色</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>深色</translation>
        </message>
        <message>
            <source>Size of text</source>
            <translation>文字大小</translation>
        </message>
    </context>
    <context>
        <name>SettingsModels</name>
        <message>
            <source>Models on this computer</source>
            <translation>这台电脑上的模型</translation>
        </message>
        <message>
            <source>Models folder</source>
            <translation>模型文件夹</translation>
        </message>
        <message>
            <source>Back to the usual one</source>
            <translation>恢复默认</translation>
        </message>
        <message>
            <source>Choose</source>
            <translation>选择</translation>
        </message>
        <message>
            <source>Choose the models folder</source>
            <translation>选择模型文件夹</translation>
        </message>
        <message>
            <source>More folders with models</source>
            <translation>其他模型文件夹</translation>
        </message>
        <message>
            <source>On another drive, for example. One that is unplugged is only waited for.</source>
            <translation>例如在另一块硬盘上。硬盘没接上时，里面的模型不会被忘记。</translation>
        </message>
        <message>
            <source>Use models of other apps where they lie</source>
            <translation>直接使用其他应用的模型</translation>
        </message>
        <message>
            <source>Nothing is copied, and nothing of theirs is changed.</source>
            <translation>不复制，也不改动它们的任何文件。</translation>
        </message>
    </context>
    <context>
        <name>SettingsNeighbours</name>
        <message>
            <source>Other Fireseeds</source>
            <translation>其他电脑上的火种</translation>
        </message>
        <message>
            <source>A model that one computer in the house has need not be downloaded twice.</source>
            <translation>家里一台电脑有的模型，不必再下载一遍。</translation>
        </message>
        <message>
            <source>Find on this network</source>
            <translation>在本地网络中查找</translation>
        </message>
        <message>
            <source>Lists the Fireseeds around that share their models.</source>
            <translation>列出附近正在共享模型的火种。</translation>
        </message>
        <message>
            <source>In use</source>
            <translation>使用中</translation>
        </message>
        <message>
            <source>Use</source>
            <translation>使用</translation>
        </message>
        <message>
            <source>Download from %1</source>
            <translation>从 %1 下载</translation>
        </message>
        <message>
            <source>Looking around …</source>
            <translation>正在查找…</translation>
        </message>
        <message>
            <source>None seen yet. The other one must have sharing switched on.</source>
            <translation>还没有发现。对方需要开启共享。</translation>
        </message>
        <message>
            <source>Download from</source>
            <translation>从这些地址下载</translation>
        </message>
        <message>
            <source>Take %1 from the list</source>
            <translation>把 %1 移出列表</translation>
        </message>
        <message>
            <source>Address of another Fireseed</source>
            <translation>另一台火种的地址</translation>
        </message>
        <message>
            <source>Add</source>
            <translation>添加</translation>
        </message>
        <message>
            <source>Share this library</source>
            <translation>共享我的模型库</translation>
        </message>
        <message>
            <source>Everybody on this network can then see and download your verified models. They can't change anything, and nothing else is shown.</source>
            <translation>开启后，本地网络中的所有人都能看到并下载你已校验的模型；他们不能改动任何东西，也看不到其他内容。</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>重试</translation>
        </message>
    </context>
    <context>
        <name>SettingsNetwork</name>
        <message>
            <source>Network</source>
            <translation>网络</translation>
        </message>
        <message>
            <source>Proxy</source>
            <translation>代理</translation>
        </message>
        <message>
            <source>This computer and the local network are always reached directly.</source>
            <translation>本机和本地网络始终直接连接。</translation>
        </message>
        <message>
            <source>As the system</source>
            <translation>跟随系统</translation>
        </message>
        <message>
            <source>None</source>
            <translation>不使用</translation>
        </message>
        <message>
            <source>This one:</source>
            <translation>自定义：</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>地址</translation>
        </message>
        <message>
            <source>http, https or socks5</source>
            <translation>http、https 或 socks5</translation>
        </message>
        <message>
            <source>Address of the proxy</source>
            <translation>代理地址</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>用户名</translation>
        </message>
        <message>
            <source>Only where the proxy asks for one.</source>
            <translation>代理需要时才填写。</translation>
        </message>
        <message>
            <source>Name for the proxy</source>
            <translation>代理用户名</translation>
        </message>
        <message>
            <source>Password</source>
            <translation>密码</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Remove the password of the proxy</source>
            <translation>删除代理密码</translation>
        </message>
        <message>
            <source>Another one</source>
            <translation>更换密码</translation>
        </message>
        <message>
            <source>Password for the proxy</source>
            <translation>代理密码</translation>
        </message>
        <message>
            <source>Certificate authority</source>
            <translation>证书颁发机构</translation>
        </message>
        <message>
            <source>Besides those that the system trusts: for a company whose network inspects connections. A PEM file.</source>
            <translation>在系统信任的机构之外另加一个，用于会检查连接的公司网络。PEM 文件。</translation>
        </message>
        <message>
            <source>Trust the system's authorities only</source>
            <translation>只信任系统的证书颁发机构</translation>
        </message>
        <message>
            <source>Choose a file</source>
            <translation>选择文件</translation>
        </message>
        <message>
            <source>Choose a certificate authority</source>
            <translation>选择证书颁发机构文件</translation>
        </message>
        <message>
            <source>Certificates (%1)</source>
            <translation>证书 (%1)</translation>
        </message>
        <message>
            <source>All files (%1)</source>
            <translation>所有文件 (%1)</translation>
        </message>
    </context>
    <context>
        <name>SettingsView</name>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
    </context>
    <context>
        <name>SharedLibrary</name>
        <message>
            <source>Beginning to share …</source>
            <translation>正在开启共享…</translation>
        </message>
        <message>
            <source>Others who look around see it. Those who don't can enter this address:</source>
            <translation>正在查找的人会自动看到它；其他人可以填写这个地址：</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Copy %1</source>
            <translation>复制 %1</translation>
        </message>
        <message>
            <source>Who was here:</source>
            <translation>来访记录：</translation>
        </message>
        <message>
            <source>Nobody was here yet.</source>
            <translation>还没有人来过。</translation>
        </message>
    </context>
    <context>
        <name>SourceList</name>
        <message>
            <source>Not asked any more: %1</source>
            <translation>不再使用：%1</translation>
        </message>
    </context>
    <context>
        <name>SpaceDialog</name>
        <message>
            <source>Keep the same bytes once?</source>
            <translation>相同的内容只存一份？</translation>
        </message>
        <message>
            <source>These files have the same SHA-256. Each keeps its name and place, but the disk keeps the bytes only once, where it can. If it can't, files of Fireseed's own become one file with two names, and those of other apps are left alone. Every byte is compared first.</source>
            <translation>这些文件的 SHA-256 相同。名称和位置都不变，磁盘支持时内容只存一份；不支持时，火种自己的文件会合并为一个文件的两个名字，其他应用的文件保持原样。合并前会逐字节比对。</translation>
        </message>
        <message>
            <source>Free %1</source>
            <translation>腾出 %1</translation>
        </message>
    </context>
    <context>
        <name>StarterCard</name>
        <message>
            <source>To begin with</source>
            <translation>入门首选</translation>
        </message>
        <message>
            <source>Small and quick. It runs on any computer and shows in a minute how everything works; larger models know more.</source>
            <translation>小巧、快速，任何电脑都能运行，一分钟就能看到全貌。更大的模型懂得更多。</translation>
        </message>
        <message>
            <source>Download</source>
            <translation>下载</translation>
        </message>
        <message>
            <source>Download and chat</source>
            <translation>下载并开始对话</translation>
        </message>
    </context>
    <context>
        <name>TemplateLines</name>
        <message>
            <source>Line %1: %2</source>
            <translation>第 %1 行：%2</translation>
        </message>
        <message>
            <source>Only here, line %1: %2</source>
            <translation>仅此处有，第 %1 行：%2</translation>
        </message>
        <message>
            <source>Only in the official one, line %1: %2</source>
            <translation>仅官方有，第 %1 行：%2</translation>
        </message>
        <message>
            <source>Equal lines</source>
            <translation>相同的行</translation>
        </message>
    </context>
    <context>
        <name>ThinkingBlock</name>
        <message>
            <source>Thinking …</source>
            <translation>思考中…</translation>
        </message>
        <message>
            <source>Thoughts</source>
            <translation>思考过程</translation>
        </message>
    </context>
    <context>
        <name>Toast</name>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
    </context>
    <context>
        <name>TokenBox</name>
        <message>
            <source>A token is kept.</source>
            <translation>令牌已保存。</translation>
        </message>
        <message>
            <source>Kept in this system's keyring.</source>
            <translation>保存在系统钥匙串中。</translation>
        </message>
        <message>
            <source>Kept in a file that only you can read, because no keyring answers here: {path}</source>
            <translation>系统没有可用的钥匙串，因此保存在只有你能读取的文件中：{path}</translation>
        </message>
    </context>
    <context>
        <name>TokenDialog</name>
        <message>
            <source>Access token for %1</source>
            <translation>%1 访问令牌</translation>
        </message>
        <message>
            <source>A token says who you are without your password. Make one that may only read, copy it and paste it here. It is sent to %1 only.</source>
            <translation>令牌代替密码证明你的身份。请新建一个只读令牌，复制后粘贴到这里。它只会发送给 %1。</translation>
        </message>
        <message>
            <source>Asking …</source>
            <translation>正在询问…</translation>
        </message>
        <message>
            <source>Check and keep</source>
            <translation>验证并保存</translation>
        </message>
        <message>
            <source>Make a token</source>
            <translation>新建令牌</translation>
        </message>
        <message>
            <source>Access token</source>
            <translation>访问令牌</translation>
        </message>
        <message>
            <source>Keep it unchecked</source>
            <translation>不验证，直接保存</translation>
        </message>
        <message>
            <source>It is used as it is, and checked by the hub when it is needed</source>
            <translation>原样使用，用到时由模型站验证</translation>
        </message>
    </context>
    <context>
        <name>TokenRow</name>
        <message>
            <source>Access token for %1</source>
            <translation>%1 访问令牌</translation>
        </message>
        <message>
            <source>Only for models whose publisher asks you to sign in. None is entered.</source>
            <translation>只有发布者要求登录的模型才需要。尚未填写。</translation>
        </message>
        <message>
            <source>It belongs to %1.</source>
            <translation>属于 %1。</translation>
        </message>
        <message>
            <source>Asking …</source>
            <translation>正在询问…</translation>
        </message>
        <message>
            <source>Whose is it?</source>
            <translation>查看所属账号</translation>
        </message>
        <message>
            <source>Ask %1 which account the token belongs to</source>
            <translation>向 %1 查询令牌属于哪个账号</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Remove the access token</source>
            <translation>删除访问令牌</translation>
        </message>
        <message>
            <source>Replace …</source>
            <translation>更换…</translation>
        </message>
        <message>
            <source>Enter …</source>
            <translation>填写…</translation>
        </message>
        <message>
            <source>Replace the access token</source>
            <translation>更换访问令牌</translation>
        </message>
        <message>
            <source>Enter an access token</source>
            <translation>填写访问令牌</translation>
        </message>
    </context>
    <context>
        <name>TransferDelegate</name>
        <message>
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>Chat</source>
            <translation>对话</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>重试</translation>
        </message>
        <message>
            <source>More for %1</source>
            <translation>%1 的更多操作</translation>
        </message>
    </context>
    <context>
        <name>TransferFoot</name>
        <message>
            <source>Hide the sources</source>
            <translation>收起来源</translation>
        </message>
        <message>
            <source>Show the sources</source>
            <translation>查看来源</translation>
        </message>
    </context>
    <context>
        <name>TransferList</name>
        <message>
            <source>Downloads</source>
            <translation>下载</translation>
        </message>
        <message>
            <source>Finished</source>
            <translation>已完成</translation>
        </message>
    </context>
    <context>
        <name>TransferMenu</name>
        <message>
            <source>Start now</source>
            <translation>现在就下载</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
        <message>
            <source>Try again</source>
            <translation>重试</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>Space</source>
            <translation>空格</translation>
        </message>
        <message>
            <source>To the top</source>
            <translation>移到最前</translation>
        </message>
        <message>
            <source>Alt+Home</source>
            <translation>Alt+Home</translation>
        </message>
        <message>
            <source>Move up</source>
            <translation>上移</translation>
        </message>
        <message>
            <source>Alt+↑</source>
            <translation>Alt+↑</translation>
        </message>
        <message>
            <source>Move down</source>
            <translation>下移</translation>
        </message>
        <message>
            <source>Alt+↓</source>
            <translation>Alt+↓</translation>
        </message>
        <message>
            <source>Priority</source>
            <translation>优先级</translation>
        </message>
        <message>
            <source>Goes first</source>
            <translation>优先下载</translation>
        </message>
        <message>
            <source>In order</source>
            <translation>按顺序</translation>
        </message>
        <message>
            <source>Goes last</source>
            <translation>最后下载</translation>
        </message>
        <message>
            <source>Speed limit</source>
            <translation>限速</translation>
        </message>
        <message>
            <source>Copy SHA-256</source>
            <translation>复制 SHA-256</translation>
        </message>
        <message>
            <source>Show in its folder</source>
            <translation>在文件夹中显示</translation>
        </message>
        <message>
            <source>Copy details</source>
            <translation>复制详情</translation>
        </message>
        <message>
            <source>Cancel the download</source>
            <translation>取消下载</translation>
        </message>
        <message>
            <source>Del</source>
            <translation>Del</translation>
        </message>
    </context>
    <context>
        <name>TransferRow</name>
        <message>
            <source>Waits for {time}</source>
            <translation>等到 {time}</translation>
        </message>
        <message>
            <source>Waiting for its turn</source>
            <translation>排队中</translation>
        </message>
        <message>
            <source>Downloading</source>
            <translation>下载中</translation>
        </message>
        <message>
            <source>Checking</source>
            <translation>校验中</translation>
        </message>
        <message>
            <source>Waits for {size} of space</source>
            <translation>等待腾出 {size} 空间</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>Stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <source>{done} of {total}</source>
            <translation>{done} / {total}</translation>
        </message>
        <message>
            <source>{duration} left</source>
            <translation>剩余 {duration}</translation>
        </message>
        <message>
            <source>{count} connections</source>
            <translation>{count} 个连接</translation>
        </message>
        <message>
            <source>1 connection</source>
            <translation>1 个连接</translation>
        </message>
        <message>
            <source>Changed since it was verified</source>
            <translation>校验后被改动过</translation>
        </message>
        <message>
            <source>Downloaded without a digest</source>
            <translation>已下载，未公布校验值</translation>
        </message>
        <message>
            <source>Matches the mirror's digest</source>
            <translation>与镜像站的校验值一致</translation>
        </message>
        <message>
            <source>Verified</source>
            <translation>已校验</translation>
        </message>
        <message>
            <source>Downloaded</source>
            <translation>已下载</translation>
        </message>
        <message>
            <source>goes first</source>
            <translation>优先</translation>
        </message>
        <message>
            <source>goes last</source>
            <translation>最后</translation>
        </message>
        <message>
            <source>at most {rate}</source>
            <translation>最高 {rate}</translation>
        </message>
    </context>
    <context>
        <name>Trust</name>
        <message>
            <source>Not {owner}</source>
            <translation>不是 {owner}</translation>
        </message>
        <message>
            <source>Official</source>
            <translation>官方</translation>
        </message>
        <message>
            <source>Known publisher</source>
            <translation>知名发布者</translation>
        </message>
        <message>
            <source>Same on two hubs</source>
            <translation>两站一致</translation>
        </message>
        <message>
            <source>Unknown publisher</source>
            <translation>未知发布者</translation>
        </message>
    </context>
    <context>
        <name>UserTurn</name>
        <message>
            <source>You: %1</source>
            <translation>你：%1</translation>
        </message>
    </context>
    <context>
        <name>VariantAction</name>
        <message>
            <source>Download</source>
            <translation>下载</translation>
        </message>
        <message>
            <source>Download %1</source>
            <translation>下载 %1</translation>
        </message>
        <message>
            <source>Open Downloads</source>
            <translation>打开“下载”页</translation>
        </message>
        <message>
            <source>Chat</source>
            <translation>对话</translation>
        </message>
    </context>
    <context>
        <name>VariantDelegate</name>
        <message>
            <source>Recommended</source>
            <translation>推荐</translation>
        </message>
        <message>
            <source>From your address</source>
            <translation>网址所指</translation>
        </message>
        <message>
            <source>Hide the details of %1</source>
            <translation>收起 %1 的详情</translation>
        </message>
        <message>
            <source>Show the details of %1</source>
            <translation>查看 %1 的详情</translation>
        </message>
    </context>
    <context>
        <name>VariantDetails</name>
        <message>
            <source>%1 · %2</source>
            <translation>%1 · %2</translation>
        </message>
        <message>
            <source>Its hub publishes no SHA-256 for it</source>
            <translation>站点没有公布它的 SHA-256</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Copy the SHA-256 of %1</source>
            <translation>复制 %1 的 SHA-256</translation>
        </message>
    </context>
    <context>
        <name>VariantFit</name>
        <message>
            <source>Memory: %1</source>
            <translation>内存：%1</translation>
        </message>
        <message>
            <source>estimate</source>
            <translation>估计值</translation>
        </message>
    </context>
    <context>
        <name>Variants</name>
        <message>
            <source>{width}, {quality}</source>
            <translation>{width}，{quality}</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>Stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <source>Waiting</source>
            <translation>等待中</translation>
        </message>
        <message>
            <source>Checking</source>
            <translation>校验中</translation>
        </message>
        <message>
            <source>can't be run here</source>
            <translation>这里不能运行</translation>
        </message>
        <message>
            <source>dynamic</source>
            <translation>动态量化</translation>
        </message>
        <message>
            <source>imatrix</source>
            <translation>imatrix</translation>
        </message>
        <message>
            <source>Made for another program than llama.cpp, which runs it here.</source>
            <translation>它不是为 llama.cpp 制作的，而这里靠 llama.cpp 运行。</translation>
        </message>
        <message>
            <source>Dynamic: the layers that matter most keep more bits.</source>
            <translation>动态量化：最要紧的层保留更多位。</translation>
        </message>
        <message>
            <source>imatrix: what is kept was chosen by running the model on sample text.</source>
            <translation>imatrix：先让模型读样本文本，再据此决定保留什么。</translation>
        </message>
    </context>
    <context>
        <name>Welcome</name>
        <message>
            <source>Waiting for its turn</source>
            <translation>排队中</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>Checking that it is what its publisher released</source>
            <translation>正在核对是否与发布者发布的一致</translation>
        </message>
        <message>
            <source>Verified. Opening the chat …</source>
            <translation>已校验，正在打开对话…</translation>
        </message>
        <message>
            <source>{done} of {total}</source>
            <translation>{done} / {total}</translation>
        </message>
        <message>
            <source>about {count} words a second</source>
            <translation>每秒约 {count} 字</translation>
        </message>
        <message>
            <source>{low}–{high} words a second</source>
            <translation>每秒约 {low}–{high} 字</translation>
        </message>
        <message>
            <source>{need} of {free} free memory</source>
            <translation>内存需 {need}，空闲 {free}</translation>
        </message>
        <message>
            <source>{need} of {free} free on the graphics card</source>
            <translation>显存需 {need}，空闲 {free}</translation>
        </message>
        <message>
            <source>{need} of {free} free on the graphics card and in memory</source>
            <translation>显存和内存需 {need}，空闲 {free}</translation>
        </message>
        <message>
            <source>from {owner} on {hub}</source>
            <translation>来自 {hub} 上的 {owner}</translation>
        </message>
    </context>
    <context>
        <name>WelcomeScreen</name>
        <message>
            <source>What would you like to run?</source>
            <translation>想运行哪个模型？</translation>
        </message>
        <message>
            <source>Models are downloaded once, checked, and then run on this computer. Nothing you write leaves it.</source>
            <translation>模型只需下载一次，经过校验后在本机运行。你写的任何内容都不会离开这台电脑。</translation>
        </message>
        <message>
            <source>See all models</source>
            <translation>查看全部模型</translation>
        </message>
    </context>
</TS>
