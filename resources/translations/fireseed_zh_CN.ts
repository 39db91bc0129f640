<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en_US">
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
        <name>DownloadsPage</name>
        <message>
            <source>Waiting for its turn</source>
            <translation>排队中</translation>
        </message>
        <message>
            <source>Downloading</source>
            <translation>下载中</translation>
        </message>
        <message>
            <source>Paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>Checking</source>
            <translation>校验中</translation>
        </message>
        <message>
            <source>Stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <source>Cancelled</source>
            <translation>已取消</translation>
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
            <source>{done} of {total}</source>
            <translation>{done} / {total}</translation>
        </message>
        <message>
            <source>{duration} left</source>
            <translation>剩余 {duration}</translation>
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
        <name>LibraryPage</name>
        <message>
            <source>Not there now</source>
            <translation>文件不在</translation>
        </message>
        <message>
            <source>Changed since it was verified</source>
            <translation>校验后被改动过</translation>
        </message>
        <message>
            <source>Verified</source>
            <translation>已校验</translation>
        </message>
        <message>
            <source>Ready; its publisher gave no digest</source>
            <translation>可用；发布者没有公布摘要</translation>
        </message>
        <message>
            <source>Models take {size}</source>
            <translation>模型占用 {size}</translation>
        </message>
        <message>
            <source>Models take {size} · {free} free</source>
            <translation>模型占用 {size} · 剩余 {free}</translation>
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
        <name>ModelChoice</name>
        <message>
            <source>Its file is not there now</source>
            <translation>文件不在</translation>
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
            <source>could not be loaded</source>
            <translation>加载失败</translation>
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
        <name>Notice</name>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
    </context>
    <context>
        <name>OfferPane</name>
        <message>
            <source>Needs at least {size} of memory</source>
            <translation>至少需要 {size} 内存</translation>
        </message>
        <message>
            <source>Needs at least {size} of memory, {free} free</source>
            <translation>至少需要 {size} 内存，现有 {free} 可用</translation>
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
        <name>SearchField</name>
        <message>
            <source>Clear</source>
            <translation>清空</translation>
        </message>
    </context>
    <context>
        <name>SettingsPage</name>
        <message>
            <source>{size} free</source>
            <translation>剩余 {size}</translation>
        </message>
        <message>
            <source>An address begins with https://</source>
            <translation>地址要以 https:// 开头</translation>
        </message>
        <message>
            <source>This is not a web address. It looks like https://hf-mirror.com</source>
            <translation>这不是网址。网址形如 https://hf-mirror.com</translation>
        </message>
        <message>
            <source>Leave out user names, passwords and anything after a ? or #</source>
            <translation>不要包含用户名、密码以及 ? 或 # 之后的内容</translation>
        </message>
        <message>
            <source>http:// is for your own network only. Use https:// here</source>
            <translation>http:// 只能用于自己的网络，这里请用 https://</translation>
        </message>
        <message>
            <source>Answers in {count} ms</source>
            <translation>{count} 毫秒内应答</translation>
        </message>
        <message>
            <source>Asking …</source>
            <translation>询问中…</translation>
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
        <name>UserTurn</name>
        <message>
            <source>You: %1</source>
            <translation>你：%1</translation>
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
